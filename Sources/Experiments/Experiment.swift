import Digests
import Foundation
import Hardware
import Learning
import Reports
import Scenarios
import Simulation
import Strategies

/// A scenario about to be run: its inputs are there and everything fits.
public struct Experiment: Sendable {
  public let scenario: Scenario
  /// Digest of effective scenario, seed and the build's sources: where its bundle is filed.
  public let runID: String
  let model: ModelDescription
  package let data: DataSetDescription

  /// Checks what only the model and the data can tell, and fails before any time is spent.
  ///
  /// - Throws: `LearningError` for data that is missing or damaged; `PreflightError` for a model
  ///   that does not fit.
  public init(_ scenario: Scenario) throws {
    try self.init(scenario, data: DataSetRegistry.describe(scenario.training.dataSet))
  }

  /// The same with what is told of the data, which then need not be there: for runs that only take
  /// time.
  public init(_ scenario: Scenario, data: DataSetDescription) throws {
    var scenario = scenario
    scenario.holdOut(of: data.trainCount)
    self.scenario = scenario
    guard let model = ModelRegistry.described(scenario.training.model) else {
      throw LearningError.unknownModel(name: scenario.training.model, known: ModelRegistry.names)
    }
    self.model = model
    guard scenario.training.validation < data.trainCount else {
      throw PreflightError.nothingToTrainOn(
        samples: data.trainCount, heldOut: scenario.training.validation)
    }
    self.data = data.holdingOut(scenario.training.validation)
    var digester = Digester()
    digester.add(scenario.effectiveText)
    digester.add(scenario.seed)
    digester.add(BuildIdentity.sources)
    runID = digester.digest().short
    try checkSamples()
    try checkMemory()
  }

  /// Reads the whole data set, which a run does as well: a damaged file is found here.
  ///
  /// - Throws: `LearningError`.
  public func checkData() throws {
    if scenario.training.learning == .real {
      _ = try DataSetRegistry.load(scenario.training.dataSet)
    }
  }

  /// How to run, none of which changes a result.
  public struct Options: Sendable {
    /// Threads that compute learning values.
    public var jobs: Int
    /// Whether strategies share equal learning values; off only to show that nothing changes.
    public var sharing: Bool
    /// Where learning values outlive the run; nil for nowhere.
    public var folder: StoreFolder?
    /// Bytes of memory for learning values; nil for the standard share of the machine's.
    public var memory: Int?
    /// Written into the record; a replay writes the bundle's.
    public var runID: String?
    /// Where to write a timeline while running, and the bytes after which it is cut; nil for none.
    public var trace: (file: URL, limit: Int, isDetailed: Bool)?
    /// Where to write a table of all messages, and the bytes after which it is cut; nil for none.
    public var flows: (file: URL, limit: Int)?
    /// Where to write lines of `tegrastats` for every device that trains; nil for none.
    public var tegrastats: TegrastatsFolder?
    /// Called on several threads with the name of a run and every round of it that closes.
    public var progress: @Sendable (String, RoundRecord) -> Void

    public init(
      jobs: Int, sharing: Bool = true, folder: StoreFolder? = nil, memory: Int? = nil,
      runID: String? = nil,
      trace: (file: URL, limit: Int, isDetailed: Bool)? = nil,
      flows: (file: URL, limit: Int)? = nil,
      tegrastats: TegrastatsFolder? = nil,
      progress: @escaping @Sendable (String, RoundRecord) -> Void = { _, _ in }
    ) {
      self.jobs = jobs
      self.sharing = sharing
      self.folder = folder
      self.memory = memory
      self.runID = runID
      self.trace = trace
      self.flows = flows
      self.tegrastats = tegrastats
      self.progress = progress
    }
  }

  /// What a run came to.
  public struct Outcome: Sendable {
    public var record: RunRecord
    public var learning: LearningStatistics?
    /// Digest of the pixels and labels; nil if nothing was learned.
    public var dataSetFingerprint: String?
    public var realSeconds: Double
    /// The files that were asked for besides and are not whole, for their limits.
    public var cut: [String]
  }

  /// Simulates every strategy of the scenario with every seed, as many side by side as have room.
  public func run(_ options: Options) throws -> Outcome {
    let start = ContinuousClock.now
    let dataSet =
      scenario.training.learning == .real
      ? try DataSetRegistry.load(scenario.training.dataSet) : nil
    let store = ValueStore(
      workers: options.jobs, sharing: options.sharing,
      limits: options.memory.map { .memory($0) } ?? .standard, folder: options.folder)
    defer { store.shutDown() }
    let watching = try Watching(options, scenario)
    let failures = FirstFailure()
    let records: [StrategyRecord]
    do {
      // All strategies of a seed follow each other: they share what they learn.
      let cells = scenario.seeds.flatMap { seed in scenario.strategies.indices.map { ($0, seed) } }
      let found = try sideBySide(
        cells.count, atOnce: SimulationRoom.count(for: scenario, jobs: options.jobs),
        onFailure: {
          failures.note($0)
          store.shutDown()  // Lets the others stop waiting for numbers that nobody needs now.
        }
      ) { index in
        let (number, seed) = cells[index]
        let choice = scenario.strategies[number]
        let name = scenario.runName(of: choice, seed: seed)
        let learner = try dataSet.map {
          try Learner(
            store: store, model: model.name, dataSet: $0,
            optimizer: scenario.training.optimizer,
            augmentation: scenario.training.augmentation, precision: choice.precision.learning,
            compression: choice.made().compression, batchNorm: scenario.training.batchNorm,
            chunkSize: scenario.training.chunk, scope: name)
        }
        let probes = try watching.probes(
          of: number * scenario.repetitions + index / scenario.strategies.count,
          strategy: choice.label, seed: seed, name: name)
        let record = try StrategyRun(
          scenario: scenario, choice: choice, seed: seed, model: model, data: data,
          learner: learner, probe: probes.all
        ).record { options.progress(name, $0) }
        try probes.finish(record, name: name)
        return record
      }
      // In the order of the file, and of each strategy in that of the seeds.
      records = scenario.strategies.indices.flatMap { number in
        scenario.seeds.indices.map { found[$0 * scenario.strategies.count + number] }
      }
      try watching.finish()
    } catch {
      watching.giveUp()
      throw failures.first ?? error
    }
    var digester = Digester()
    for record in records { digester.add(record.fingerprint) }
    let record = RunRecord(
      scenario: scenario.name, seed: scenario.seed, run_id: options.runID ?? runID,
      fingerprint: digester.digest().description, boundary: scenario.energyBoundary.rawValue,
      boundary_note: scenario.cluster.server.boundary,
      idle_attribution: scenario.idleAttribution.rawValue,
      description: headline,
      target_accuracy: dataSet == nil ? nil : scenario.training.goal.accuracy,
      maximum_rounds: scenario.training.goal.rounds,
      assumptions: assumptions(of: scenario) + otherBatches,
      strategies: records)
    return Outcome(
      record: record, learning: dataSet == nil ? nil : store.statistics,
      dataSetFingerprint: dataSet?.fingerprint.description,
      realSeconds: (ContinuousClock.now - start) / .seconds(1), cut: watching.cut)
  }

  /// One line on what was trained on what.
  package var headline: String {
    let server = scenario.cluster.server
    let what = scenario.training.learning == .real ? "" : ", timing only"
    let servers = scenario.cluster.servers == 1 ? "" : "\(scenario.cluster.servers) x "
    let mode =
      switch scenario.cluster.powerMode {
      case .preset(let name): " at \(name)"
      case .custom(let mode): " at \(mode.text)"
      case nil: ""
      }
    let network =
      scenario.cluster.network == .fluid ? "" : ", \(scenario.cluster.network.rawValue) network"
    return "\(model.name) on \(data.name), \(scenario.cluster.use) of "
      + "\(scenario.cluster.deviceCount) \(server.device.title)\(mode) in \(servers)\(server.title)\(network)\(what)"
  }

  /// Batches have to fit what is left to train on when samples are held out for decisions.
  private func checkSamples() throws {
    if scenario.training.validation == 0 { return }
    for choice in scenario.strategies {
      let problems = try choice.made().problems(
        devices: scenario.deviceCount(of: choice), samples: data.trainCount)
      if let problem = problems.first {
        throw PreflightError.heldOut(
          strategy: choice.label, samples: scenario.training.validation, problem: problem.message)
      }
    }
  }

  /// A model that a device cannot hold is an error, whatever the simulated time would be.
  private func checkMemory() throws {
    let available = scenario.cluster.server.device.memory.value.bytes
    for choice in scenario.strategies {
      let strategy = try choice.made()
      let demand = strategy.demand(
        devices: scenario.deviceCount(of: choice), samples: data.trainCount,
        besideUsers: scenario.userLoad != nil)
      let needed =
        model.trainingMemoryBytes(
          batch: demand.batch,
          vectors: choice.precision.heldVectors(scenario.training.optimizer)
            + strategy.compression.memories + demand.vectors)
        + demand.storedSamples * data.bytesPerSample
      if needed > available {
        throw PreflightError.memory(
          strategy: choice.label, device: scenario.cluster.server.device.name, needed: needed,
          available: available)
      }
    }
  }
}

/// Why a scenario that reads well cannot be run.
public enum PreflightError: Error, Hashable, Sendable, CustomStringConvertible {
  case memory(strategy: String, device: String, needed: Int, available: Int)
  case unknownStrategy(String)
  case nothingToTrainOn(samples: Int, heldOut: Int)
  case heldOut(strategy: String, samples: Int, problem: String)

  public var description: String {
    switch self {
    case .memory(let strategy, let device, let needed, let available):
      "'\(strategy)' does not fit on '\(device)': model and samples need \(needed) B, "
        + "\(needed - available) B more than its memory of \(available) B"
    case .unknownStrategy(let name): "no strategy is called '\(name)'"
    case .nothingToTrainOn(let samples, let heldOut):
      "of \(samples) training samples \(heldOut) are held out for decisions: none is left to train on"
    case .heldOut(let strategy, let samples, let problem):
      "'\(strategy)': \(problem), as \(samples) are held out for decisions ('training.validation')"
    }
  }
}
