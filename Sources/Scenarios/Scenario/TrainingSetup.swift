import Hardware
import Learning
import Strategies

/// What is learned, and until when.
public struct TrainingSetup: Hashable, Sendable {
  /// A name of `ModelRegistry`.
  public var model: String
  /// The folder of an `idx` or `cifar` set is an absolute path.
  public var dataSet: DataSetSource
  /// Samples of the training set that training leaves out, for decisions of strategies.
  public var validation: Int
  /// Of every strategy that does not say another one.
  public var precision: TrainingPrecision
  /// What training costs on the devices; nil takes the processor's own numbers.
  public var workload: WorkloadSpecification?
  public var optimizer: Optimizer
  public var augmentation: Augmentation
  public var batchNorm: BatchNormMode
  /// Samples that run through the network at once; it reaches the last bits of what is learned.
  public var chunk: Int
  /// The accuracy is nil only when nothing is learned.
  public var goal: TrainingGoal
  public var learning: LearningMode

  public init(
    model: String, dataSet: DataSetSource, validation: Int = 0,
    precision: TrainingPrecision,
    workload: WorkloadSpecification? = nil, optimizer: Optimizer,
    augmentation: Augmentation = .none, batchNorm: BatchNormMode = .perWorker,
    chunk: Int = Chunking.training,
    goal: TrainingGoal, learning: LearningMode
  ) {
    self.model = model
    self.dataSet = dataSet
    self.validation = validation
    self.precision = precision
    self.workload = workload
    self.optimizer = optimizer
    self.augmentation = augmentation
    self.batchNorm = batchNorm
    self.chunk = chunk
    self.goal = goal
    self.learning = learning
  }
}

extension TrainingSetup {
  /// Samples that training leaves out for decisions where a file does not say how many.
  ///
  /// - Parameter samples: Of the training set; nil when they are not known.
  public static func usualValidation(of samples: Int?) -> Int {
    min(512, max((samples ?? 512) / 10, 1))
  }
}

/// Whether gradients are computed.
public enum LearningMode: String, CaseIterable, Codable, Sendable {
  case real
  /// Times and joules only: no loss, no accuracy.
  case none
}
