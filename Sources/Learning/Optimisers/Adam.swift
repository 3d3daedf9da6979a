/// Steps scaled by running moments of the gradient, as in PyTorch.
///
/// D. P. Kingma and J. Ba, ICLR 2015. Weight decay is added to the gradient.
public struct Adam: Sendable, Hashable {
  public let learningRate: Double
  public let beta1: Double
  public let beta2: Double
  public let epsilon: Double
  public let weightDecay: Double

  public init(
    learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }
}
