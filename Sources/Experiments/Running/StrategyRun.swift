import Hardware
import Learning
import Scenarios
import Simulation
import Strategies

/// One strategy of a scenario with one seed, simulated from power-on to its last round.
struct StrategyRun {
  let scenario: Scenario
  let choice: StrategyChoice
  let seed: UInt64
  let model: ModelDescription
  let data: DataSetDescription
  /// Where learning values come from; nil for a run that only takes time.
  let learner: Learner?
  /// Told of the run while it goes on; nil for nobody.
  var probe: (any Probe)?

  /// 100 years, where a run without a time limit of its own is cut: the clock counts to 292.
  private static let longest = SimDuration(nanoseconds: 3_153_600_000_000_000_000)

  private static func isResult(_ error: any Error) -> Bool {
    if case LearningError.notFinite = error { return true }
    return error is DeviceFailure || error is CollectiveFailure || error is NoDevicesLeft
  }

  /// Simulates it on the calling thread.
  ///
  /// - Parameter progress: Called on this thread with every round that closes.
  func record(progress: @escaping (RoundRecord) -> Void) throws -> StrategyRecord {
    let strategy = try choice.made()
    let offered = scenario.deviceCount(of: choice)
    let count = strategy.demand(devices: offered, samples: data.trainCount).devices
    let simulation = Simulation(seed: seed, probe: probe)
    let cluster = try Cluster(
      scenario.server(for: choice.precision.formats), servers: scenario.cluster.servers,
      used: count, precisions: choice.precision.formats, network: scenario.cluster.network,
      in: simulation)
    let recorder = cluster.heat.map { HeatRecorder(of: $0, in: simulation) }
    let job = TrainingJob(
      simulation: simulation, cluster: cluster,
      devices: Array(cluster.devices.prefix(offered)), model: model, data: data,
      validation: scenario.training.validation, precision: choice.precision,
      batchNorm: scenario.training.batchNorm, optimizer: scenario.training.optimizer,
      goal: scenario.training.goal, learner: learner,
      progress: progress)
    cluster.limit(scenario.clockLimits, in: simulation)
    if let users = scenario.userLoad {
      let load = UserLoad(users.plan(seed: seed), on: cluster, in: simulation)
      load.checkpointBytes = job.stateBytes
    }
    if !scenario.faults.isEmpty { _ = FaultInjector(scenario.faults, on: cluster, in: simulation) }
    simulation.spawn(choice.label) {
      try await strategy.run(job)
      if cluster.userLoad == nil {
        simulation.finish()  // Faults and governors have events for ever.
      } else {
        for device in job.devices { device.enter(.idle, at: simulation.now) }
      }
    }
    var failure: String?
    do {
      try simulation.run(until: .zero + (scenario.training.goal.time ?? Self.longest))
      simulation.stop()
    } catch let error as ProcessFailure {
      // Training that diverges, or a device that dies under a strategy which cannot do without it,
      // is a result, and the other strategies' results stand beside it.
      guard Self.isResult(error.underlying) else { throw error.underlying }
      failure = "\(error.underlying)"
    }
    let end = simulation.now
    cluster.network.tellOfEnded(at: end)
    for device in cluster.devices { device.enter(.idle, at: end) }
    simulation.fingerprint.add(.runEnded, subject: 0, at: end)
    try cluster.meter.closing(at: end)
    var users = cluster.userLoadRecord(at: end)
    if let morning = scenario.userLoad?.morning {
      users?.judge(job.rounds, by: morning.seconds)
    }
    return StrategyRecord(
      name: choice.label, strategy: choice.name, seed: seed, parameters: choice.parametersText,
      rounds: job.rounds, devices: cluster.deviceRecords(at: end),
      links: cluster.network.linkRecords(at: end),
      components: cluster.componentRecords(at: end), simulated_time_s: end.seconds,
      energy_server_J: cluster.meter.energy(.server, at: end).joules,
      energy_used_J: cluster.meter.energy(.used, at: end).joules,
      peak_power_server_W: cluster.meter.peakPower(.server, at: end).watts,
      peak_power_used_W: cluster.meter.peakPower(.used, at: end).watts,
      heat: cluster.heatRecord(recorder, at: end),
      fingerprint: simulation.fingerprint.digest().description, failure: failure,
      energy_job_J: cluster.jobEnergy(scenario.idleAttribution, at: end).joules,
      timeline: cluster.timelineRecord(at: end), users: users,
      decisions: job.decisions.isEmpty ? nil : job.decisions)
  }
}
