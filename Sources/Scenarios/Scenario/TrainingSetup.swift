import Hardware

/// What is learned, and until when.
public struct TrainingSetup: Hashable, Sendable {
  /// A name of `ModelRegistry`.
  public var model: String
  public var dataSet: DataSource
  public var precision: Precision
  public var optimizer: OptimizerChoice
  public var target: TrainingTarget
  public var stop: StopRule
  public var learning: LearningMode

  public init(
    model: String, dataSet: DataSource, precision: Precision, optimizer: OptimizerChoice,
    target: TrainingTarget, stop: StopRule, learning: LearningMode
  ) {
    self.model = model
    self.dataSet = dataSet
    self.precision = precision
    self.optimizer = optimizer
    self.target = target
    self.stop = stop
    self.learning = learning
  }
}

/// Where the samples come from.
public enum DataSource: Hashable, Sendable {
  /// A name of `DataSetRegistry`.
  case named(String)
  /// A folder of IDX files, as an absolute path.
  case idx(folder: String)
  /// Samples that are drawn, this many for training and for the test.
  case generated(train: Int, test: Int)
}

/// The rule that turns gradients into new weights.
public enum OptimizerChoice: Hashable, Sendable {
  /// Stochastic gradient descent; the momentum is in [0, 1).
  case sgd(learningRate: Double, momentum: Double)
}

/// The aim of the training.
public struct TrainingTarget: Hashable, Sendable {
  /// Share of right answers on the test set, in (0, 1]; nil only when nothing is learned.
  public var accuracy: Double?
  /// The most rounds that a run takes.
  public var rounds: Int

  public init(accuracy: Double?, rounds: Int) {
    self.accuracy = accuracy
    self.rounds = rounds
  }
}

/// When a run ends.
public enum StopRule: String, CaseIterable, Codable, Sendable {
  /// After the first round that reaches the target accuracy, or after the last round.
  case atTarget = "at-target"
  /// After the last round.
  case rounds
}

/// Whether gradients are computed.
public enum LearningMode: String, CaseIterable, Codable, Sendable {
  case real
  /// Times and joules only: no loss, no accuracy.
  case none
}
