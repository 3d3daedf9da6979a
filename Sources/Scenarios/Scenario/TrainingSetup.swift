import Hardware
import Learning
import Strategies

/// What is learned, and until when.
public struct TrainingSetup: Hashable, Sendable {
  /// A name of `ModelRegistry`.
  public var model: String
  /// An `idx` folder is an absolute path.
  public var dataSet: DataSetSource
  public var precision: Precision
  /// What training costs on the devices; nil takes the processor's own numbers.
  public var workload: WorkloadSpecification?
  public var optimizer: SGD
  /// The accuracy is nil only when nothing is learned.
  public var goal: TrainingGoal
  public var learning: LearningMode

  public init(
    model: String, dataSet: DataSetSource, precision: Precision,
    workload: WorkloadSpecification? = nil, optimizer: SGD, goal: TrainingGoal,
    learning: LearningMode
  ) {
    self.model = model
    self.dataSet = dataSet
    self.precision = precision
    self.workload = workload
    self.optimizer = optimizer
    self.goal = goal
    self.learning = learning
  }
}

/// Whether gradients are computed.
public enum LearningMode: String, CaseIterable, Codable, Sendable {
  case real
  /// Times and joules only: no loss, no accuracy.
  case none
}
