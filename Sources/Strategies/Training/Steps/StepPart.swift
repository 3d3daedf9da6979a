/// What one device does of one training step: all of it, or a part where steps are cut up.
public struct StepPart: Hashable, Sendable {
  public var samples: Int
  /// Of the operations that training a sample takes, in 0...1: the layers of a pipeline's stage, the
  /// forward pass, or both.
  public var share: Double
  /// Whether it is charged what a step costs whatever its samples: its fixed time, and with INT8 the
  /// weights' conversions, their update and the merge.
  public var startsStep: Bool
  /// The part of the weights that the device holds, in 0...1, for what is charged by their bytes.
  public var weights: Double
  /// Samples of these that are trained in INT8 in mixed precision; nil for the split's own number.
  public var integerSamples: Int?

  public init(
    samples: Int, share: Double = 1, startsStep: Bool = true, weights: Double = 1,
    integerSamples: Int? = nil
  ) {
    self.samples = samples
    self.share = share
    self.startsStep = startsStep
    self.weights = weights
    self.integerSamples = integerSamples
  }
}
