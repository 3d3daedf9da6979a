/// When in a training a batch comes, for what depends on it: learning rates, augmentation, dropout.
public struct Epoch: Sendable, Hashable {
  /// Of the run.
  public let seed: UInt64
  /// From 1.
  public let number: Int
  /// The part of the epoch that lies before the batch, in 0..<1.
  public let progress: Double

  public init(seed: UInt64, number: Int, progress: Double = 0) {
    self.seed = seed
    self.number = number
    self.progress = progress
  }

  /// Epochs since the start of the training.
  var position: Double { Double(number - 1) + progress }
}
