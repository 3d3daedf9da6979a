import Hardware
import Learning
import Scenarios
import Simulation
import Strategies

/// One strategy of a scenario, simulated from power-on to its last round.
struct StrategyRun {
  let scenario: Scenario
  let choice: StrategyChoice
  let model: ModelDescription
  let data: DataSetDescription
  /// Where learning values come from; nil for a run that only takes time.
  let learner: Learner?
  /// Told of the run while it goes on; nil for nobody.
  var probe: (any Probe)?

  /// 100 years, where a run without a time limit of its own is cut: the clock counts to 292.
  private static let longest = SimDuration(nanoseconds: 3_153_600_000_000_000_000)

  /// Simulates it on the calling thread.
  ///
  /// - Parameter progress: Called on this thread with every round that closes.
  func record(progress: @escaping (RoundRecord) -> Void) throws -> StrategyRecord {
    let strategy = try choice.made()
    let count = strategy.demand(devices: scenario.cluster.use, samples: data.trainCount).devices
    let simulation = Simulation(seed: scenario.seed, probe: probe)
    let cluster = try Cluster(
      scenario.server, servers: scenario.cluster.servers, used: count,
      precision: scenario.training.precision, network: scenario.cluster.network, in: simulation)
    let recorder = cluster.heat.map { HeatRecorder(of: $0, in: simulation) }
    let job = TrainingJob(
      simulation: simulation, cluster: cluster,
      devices: Array(cluster.devices.prefix(scenario.cluster.use)), model: model, data: data,
      goal: scenario.training.goal, learner: learner, progress: progress)
    simulation.spawn(choice.label) {
      try await strategy.run(job)
      simulation.finish()  // Governors and cooling devices would go on for a while.
    }
    var failure: String?
    do {
      try simulation.run(until: .zero + (scenario.training.goal.time ?? Self.longest))
      simulation.stop()
    } catch let error as ProcessFailure {
      // Training that diverges is a result, and the other strategies' results stand beside it.
      guard case LearningError.notFinite = error.underlying else { throw error.underlying }
      failure = "\(error.underlying)"
    }
    let end = simulation.now
    for device in cluster.devices { device.enter(.idle, at: end) }
    simulation.fingerprint.add(.runEnded, subject: 0, at: end)
    try cluster.meter.closing(at: end)
    return StrategyRecord(
      name: choice.label, parameters: choice.parametersText, rounds: job.rounds,
      devices: cluster.deviceRecords(at: end), links: cluster.network.linkRecords(at: end),
      components: cluster.componentRecords(at: end), simulated_time_s: end.seconds,
      energy_server_J: cluster.meter.energy(.server, at: end).joules,
      energy_used_J: cluster.meter.energy(.used, at: end).joules,
      peak_power_server_W: cluster.meter.peakPower(.server, at: end).watts,
      peak_power_used_W: cluster.meter.peakPower(.used, at: end).watts,
      heat: cluster.heatRecord(recorder, at: end),
      fingerprint: simulation.fingerprint.digest().description, failure: failure)
  }
}
