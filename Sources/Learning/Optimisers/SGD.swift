/// Stochastic gradient descent with heavy-ball momentum, as in PyTorch.
///
///     gradient += weight decay * weights
///     velocity = momentum * velocity + gradient
///     weights -= learning rate * velocity           (Nesterov: gradient + momentum * velocity)
public struct SGD: Sendable, Hashable {
  public let learningRate: Double
  public let momentum: Double
  public let weightDecay: Double
  /// Looks ahead along the momentum; without momentum it changes nothing.
  public let nesterov: Bool

  public init(
    learningRate: Double, momentum: Double, weightDecay: Double = 0, nesterov: Bool = false
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.nesterov = nesterov
  }

  /// The one rule without anything added, whose bits and keys are older than the others'.
  var isPlain: Bool { weightDecay == 0 && !nesterov }
}
