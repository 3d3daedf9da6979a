import Learning

/// A way to train one model on a cluster: one file each, listed in `StrategyRegistry`.
public protocol Strategy: Sendable {
  /// The name in scenario files, such as `ring-all-reduce`.
  static var name: String { get }
  /// One line for `tidewatt strategies`.
  static var summary: String { get }
  static var parameters: [StrategyParameter] { get }

  init(_ parameters: StrategyParameters)

  /// What keeps these parameters from working on `devices` devices and `samples` training samples.
  func problems(devices: Int, samples: Int) -> [ParameterProblem]

  /// What keeps these parameters from working with a model.
  func problems(of model: ModelDescription) -> [ParameterProblem]

  /// What it asks of each device that it trains on.
  func demand(devices: Int, samples: Int) -> StrategyDemand

  /// The same, perhaps beside users, who take devices and leave their part of the work to others.
  func demand(devices: Int, samples: Int, besideUsers: Bool) -> StrategyDemand

  /// What workers send in place of their gradients.
  var compression: GradientCompression { get }

  /// Whether it decides by validation, on samples that training leaves out.
  var decides: Bool { get }

  /// Whether devices that train a batch together can normalise it with the statistics of all of it:
  /// they have to meet at every layer. True as well where each trains a batch of its own.
  var synchronisesBatchNorm: Bool { get }

  /// Whether it goes on without devices that users take for a while.
  static var worksBesideUsers: Bool { get }

  /// Trains, from the first byte of data to the last round, as a process of the job's simulation.
  func run(_ job: TrainingJob) async throws
}

extension Strategy {
  /// A strategy that works with any parameters need not say so.
  public func problems(devices: Int, samples: Int) -> [ParameterProblem] { [] }

  /// Mostly a device does and stores its own part, whoever takes others.
  public func demand(devices: Int, samples: Int, besideUsers: Bool) -> StrategyDemand {
    demand(devices: devices, samples: samples)
  }

  /// Most train any model.
  public func problems(of model: ModelDescription) -> [ParameterProblem] { [] }

  /// Most have nothing to decide.
  public var decides: Bool { false }

  /// A strategy that needs all of its devices in every step would hardly ever train beside users.
  public static var worksBesideUsers: Bool { false }

  /// Meetings at every layer have to be paid for.
  public var synchronisesBatchNorm: Bool { false }

  /// Most send gradients as they are.
  public var compression: GradientCompression { .none }
}

/// What a strategy needs on a device, at most.
public struct StrategyDemand: Hashable, Sendable {
  /// Devices that it trains on, the first ones in board order.
  public var devices: Int
  /// Samples of one step on one device.
  public var batch: Int
  /// Samples of the training set that one device stores.
  public var storedSamples: Int
  /// Weights that it keeps beside those that it trains, such as those of the last average.
  public var vectors: Int

  public init(devices: Int, batch: Int, storedSamples: Int, vectors: Int = 0) {
    self.vectors = vectors
    self.devices = devices
    self.batch = batch
    self.storedSamples = storedSamples
  }
}

/// Every strategy that a scenario file can name.
///
/// To add one, write its file and list it here.
public enum StrategyRegistry {
  public static let all: [any Strategy.Type] = [
    Local.self, ParameterServer.self, RingAllReduce.self, CompressedGradients.self,
    TwoDimensional.self, FederatedAveraging.self, TreeAveraging.self, GroupWise.self,
  ]

  public static func named(_ name: String) -> (any Strategy.Type)? {
    all.first { $0.name == name }
  }
}
