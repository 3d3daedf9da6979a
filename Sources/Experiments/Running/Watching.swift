import Hardware
import Reports
import Scenarios
import Simulation

/// The files that are written while strategies run, for those who ask.
struct Watching: Sendable {
  private let trace: TraceFile?
  private let flows: FlowsFile?
  private let tegrastats: TegrastatsFolder?
  private let devices: [String]

  init(_ options: Experiment.Options, _ scenario: Scenario) throws {
    trace = try options.trace.map {
      try TraceFile(at: $0.file, limit: $0.limit, isDetailed: $0.isDetailed)
    }
    flows = try options.flows.map {
      try FlowsFile(
        at: $0.file, limit: $0.limit, runs: scenario.strategies.count * scenario.repetitions)
    }
    tegrastats = options.tegrastats
    devices =
      trace == nil && flows == nil
      ? []
      : Cluster.deviceNames(of: scenario.cluster.server, servers: scenario.cluster.servers)
  }

  /// The probes of one run, to be finished on its thread.
  struct Probes {
    fileprivate var trace: TraceProbe?
    fileprivate var flows: FlowsProbe?
    fileprivate var intervals: ComputeIntervals?
    fileprivate let tegrastats: TegrastatsFolder?

    /// One for all of them; nil if there is none.
    var all: (any Probe)? {
      let asked: [(any Probe)?] = [trace, flows, intervals]
      let probes = asked.compactMap(\.self)
      return probes.count > 1 ? ProbeGroup(probes) : probes.first
    }

    /// Writes what is left, once it is known how the run ended.
    func finish(_ record: StrategyRecord, name: String) throws {
      trace?.finish()
      try flows?.finish()
      guard let intervals else { return }
      try tegrastats?.write(
        intervals, name: name, devices: record.devices.filter(\.used).map(\.device),
        until: .zero + SimDuration(seconds: record.simulated_time_s))
    }
  }

  /// The probes of one run.
  ///
  /// - Parameter index: Its place among all, strategy after strategy.
  func probes(of index: Int, strategy: String, seed: UInt64, name: String) throws -> Probes {
    Probes(
      trace: trace?.probe(number: index + 1, strategy: name, devices: devices),
      flows: try flows?.probe(
        number: index + 1, strategy: strategy, seed: seed, devices: devices),
      intervals: tegrastats?.probe(), tegrastats: tegrastats)
  }

  /// Ends the files, when all strategies have ended.
  func finish() throws {
    try trace?.finish()
    try flows?.finish()
  }

  /// Removes what a run that failed has left.
  func giveUp() { flows?.removeParts() }

  var cut: [String] {
    (trace?.isCut == true ? [BundleFolder.traceName] : [])
      + (flows?.isCut == true ? [BundleFolder.flowsName] : [])
  }
}
