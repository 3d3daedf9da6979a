import Hardware
import Learning
import Strategies

/// One experiment, checked and with every default filled in: a training job on a cluster, and the
/// strategies to compare.
public struct Scenario: Hashable, Sendable {
  /// Letters, digits, `-`, `_` and `.`: results are filed under it.
  public var name: String
  /// Of the first repetition.
  public var seed: UInt64
  /// How many seeds every strategy is run with: `seed` and those that follow it.
  public var repetitions: Int
  public var cluster: ClusterSetup
  public var training: TrainingSetup
  /// What goes wrong in every strategy's run.
  public var faults: FaultPlan
  /// Who shares the cluster with every strategy's training; nil for nobody.
  public var userLoad: UserLoadSetup?
  /// Which joules the headline numbers are.
  public var energyBoundary: EnergyBoundary
  /// How much idle power is charged to the job.
  public var idleAttribution: IdleAttribution
  /// In the order of the file; at least one.
  public var strategies: [StrategyChoice]

  public init(
    name: String, seed: UInt64, repetitions: Int = 1, cluster: ClusterSetup,
    training: TrainingSetup,
    faults: FaultPlan = FaultPlan(), userLoad: UserLoadSetup? = nil,
    energyBoundary: EnergyBoundary,
    idleAttribution: IdleAttribution = .byTime, strategies: [StrategyChoice]
  ) {
    self.name = name
    self.seed = seed
    self.repetitions = repetitions
    self.cluster = cluster
    self.training = training
    self.faults = faults
    self.userLoad = userLoad
    self.energyBoundary = energyBoundary
    self.idleAttribution = idleAttribution
    self.strategies = strategies
  }

  /// How many devices a strategy may use.
  public func deviceCount(of choice: StrategyChoice) -> Int {
    min(choice.devices ?? cluster.use, cluster.use)
  }

  /// The seeds of all repetitions.
  public var seeds: [UInt64] { (0..<UInt64(repetitions)).map { seed + $0 } }

  /// The processor that trains in the training's own precision, on every device, with the costs of
  /// the workload.
  ///
  /// Never nil in a scenario that `ScenarioReader` returned.
  public var processor: ProcessorSpecification? {
    server.device.processor(for: training.precision.formats[0])
  }

  /// The processors that work in any strategy, with the number formats that they work in.
  public var processors: [(processor: ProcessorSpecification, formats: [Precision])] {
    let formats = Precision.allCases.filter { format in
      strategies.contains { $0.precision.formats.contains(format) }
    }
    return cluster.server.device.processors.compactMap { processor in
      let own = formats.filter {
        cluster.server.device.processor(for: $0)?.name == processor.name
      }
      let device = server(for: own).device
      return device.processors.first { $0.name == processor.name && !own.isEmpty }
        .map { ($0, own) }
    }
  }

  /// The server, with the costs of the workload in the training's own precision in its devices.
  public var server: ServerSpecification { server(for: training.precision.formats) }

  /// The server, with the costs of the workload on the processors of some number formats.
  public func server(for formats: [Precision]) -> ServerSpecification {
    var server = cluster.server
    for format in formats {
      server.device = server.device.calibrated(for: training.workload, precision: format)
      if let mode = powerMode, let operations = trainingOperationsPerSample {
        server.device = server.device.at(
          mode, modeWorkload(in: format), precision: format, operationsPerSample: operations)
      }
    }
    return server
  }

  /// What the file allows of the devices' clocks, by caps and by a limit of their power.
  public var clockLimits: [ClockLimit] {
    guard let limit = cluster.powerLimit, let processor else { return cluster.clocks }
    return cluster.clocks.joined(with: server.device.clockLimits(at: limit, of: processor))
  }

  /// The cores and clocks of every device; nil where the device has no power modes.
  public var powerMode: PowerMode? {
    cluster.powerMode.flatMap { cluster.server.device.modes?.mode($0) }
  }

  /// What the workload costs over the power modes of the device; nil if nobody calibrated that.
  public var modeWorkload: ModeWorkload? { modeWorkload(in: training.precision.formats[0]) }

  private func modeWorkload(in format: Precision) -> ModeWorkload? {
    let device = cluster.server.device
    guard let processor = device.processor(for: format) else { return nil }
    return training.workload?.modes(
      device: device.name, processor: processor.name, precision: format)
  }

  private var trainingOperationsPerSample: Double? {
    ModelRegistry.described(training.model)?.trainingOperationsPerSample
  }
}

extension Scenario {
  /// Has training leave out samples for decisions, if a strategy makes any and the file does not say
  /// how many: 512, or a tenth of a small training set.
  public mutating func holdOut(
    of samples: Int, among types: [any Strategy.Type] = StrategyRegistry.all
  ) {
    let decides = strategies.contains { choice in
      choice.precision.decides || choice.strategy(among: types)?.decides == true
    }
    if decides, training.validation == 0 {
      training.validation = TrainingSetup.usualValidation(of: samples)
    }
  }
}

/// The hardware of an experiment.
public struct ClusterSetup: Hashable, Sendable {
  /// The server with every override of the file in it.
  public var server: ServerSpecification
  /// How many such servers, on one rack switch.
  public var servers: Int
  /// How many of their devices train.
  public var use: Int
  public var placement: Placement
  /// How messages share links.
  public var network: NetworkModel
  /// Frequencies and cores that the file allows less of than the device has.
  public var clocks: [ClockLimit]
  /// Of every device; nil where the device has no power modes.
  public var powerMode: PowerModeChoice?
  /// The limit of every device's power; nil for the device's own highest.
  public var powerLimit: Power?

  public init(
    server: ServerSpecification, servers: Int = 1, use: Int, placement: Placement,
    network: NetworkModel = .fluid, clocks: [ClockLimit] = [], powerMode: PowerModeChoice? = nil,
    powerLimit: Power? = nil
  ) {
    self.powerMode = powerMode
    self.powerLimit = powerLimit
    self.server = server
    self.servers = servers
    self.use = use
    self.placement = placement
    self.network = network
    self.clocks = clocks
  }

  /// Of all servers together.
  public var deviceCount: Int { servers * server.deviceCount }
}

/// Which devices of the server train.
public enum Placement: String, CaseIterable, Codable, Sendable {
  /// The first ones, board after board.
  case boardOrder = "board-order"
}

/// A strategy of the file with its checked parameters.
public struct StrategyChoice: Hashable, Sendable {
  /// Unique in the file: what the file calls it, or its name and what tells it from others of its
  /// kind (see `StrategyLabels`).
  public var label: String
  /// What the file calls it; nil leaves that to its parameters.
  public var givenLabel: String?
  /// The name in the registry.
  public var name: String
  /// Defaults filled in, in the order in which the strategy declares them.
  public var parameters: StrategyParameters
  /// The training's, or its own.
  public var precision: TrainingPrecision
  /// How many of the cluster's devices it may use, the first ones; nil for all.
  public var devices: Int?

  public init(
    label: String, givenLabel: String? = nil, name: String, parameters: StrategyParameters,
    precision: TrainingPrecision = .fp32, devices: Int? = nil
  ) {
    self.devices = devices
    self.label = label
    self.givenLabel = givenLabel
    self.name = name
    self.parameters = parameters
    self.precision = precision
  }

  /// The strategy itself; nil when `types` do not hold it.
  public func strategy(
    among types: [any Strategy.Type] = StrategyRegistry.all
  ) -> (any Strategy)? {
    types.first { $0.name == name }.map { $0.init(parameters) }
  }
}
