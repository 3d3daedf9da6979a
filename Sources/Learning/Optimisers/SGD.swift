/// Stochastic gradient descent with heavy-ball momentum, as in PyTorch:
/// velocity = momentum * velocity + gradient; weights -= learning rate * velocity.
public struct SGD: Sendable, Hashable {
  public let learningRate: Double
  public let momentum: Double

  public init(learningRate: Double, momentum: Double) {
    self.learningRate = learningRate
    self.momentum = momentum
  }
}
