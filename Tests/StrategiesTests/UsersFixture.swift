import Hardware
import Simulation

@testable import Strategies

/// A process of training beside users, on one board of `plainServer`; nothing is learned.
struct RunBesideUsers {
  let job: TrainingJob
  let load: UserLoad
  let failure: (any Error)?
  let devices: [DeviceRecord]
  let links: [LinkRecord]

  /// - Parameters:
  ///   - busy: Instants in seconds and the share of devices that users have then.
  ///   - session: Mean length of a session in seconds.
  ///   - roundInterval: In seconds.
  ///   - faults: What happens to devices besides.
  init(
    busy: [(Double, Double)] = [(0, 0)], session: Double = 10, roundInterval: Double = 0,
    faults: [Fault] = [], devices: Int, samples: Int, rounds: Int, seed: UInt64 = 1,
    _ body: @escaping (TrainingJob) async throws -> Void
  ) throws {
    let simulation = Simulation(seed: seed)
    let job = try TrainingJob.plain(
      devicesPerBoard: devices, samples: samples, rounds: rounds, in: simulation)
    let cluster = job.cluster
    let load = UserLoad(
      UserLoadPlan(
        trace: BusyTrace(
          busy.map { BusyTrace.Point(time: SimDuration(seconds: $0.0), busy: $0.1) }),
        sessionLength: SimDuration(seconds: session), activity: 0.5,
        switchTime: SimDuration(seconds: 0.01), objective: SimDuration(seconds: 1),
        duration: SimDuration(seconds: 1000),
        roundInterval: SimDuration(seconds: roundInterval)),
      on: cluster, in: simulation)
    load.checkpointBytes = job.stateBytes
    _ = FaultInjector(FaultPlan(scheduled: faults), on: cluster, in: simulation)
    simulation.spawn("test") {
      try await body(job)
      simulation.finish()
    }
    var failure: (any Error)?
    do {
      try simulation.run()
    } catch let error as ProcessFailure {
      failure = error.underlying
    }
    simulation.stop()
    try cluster.meter.closing(at: simulation.now)
    self.job = job
    self.load = load
    self.failure = failure
    self.devices = cluster.deviceRecords(at: simulation.now)
    links = cluster.network.linkRecords(at: simulation.now)
  }
}

/// A fault of a device from an instant in seconds on.
func fault(_ kind: Fault.Kind, at seconds: Double) -> Fault {
  Fault(kind, from: .zero + SimDuration(seconds: seconds))
}
