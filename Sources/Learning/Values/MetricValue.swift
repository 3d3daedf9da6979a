/// How good a model is on the test set.
public struct MetricValue: Codable, Hashable, Sendable {
  /// The share of samples whose largest logit is the label's, 0 to 1.
  public let accuracy: Double
  /// The mean softmax cross-entropy, in nats.
  public let loss: Double

  public init(accuracy: Double, loss: Double) {
    self.accuracy = accuracy
    self.loss = loss
  }
}
