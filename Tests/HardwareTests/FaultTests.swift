import Simulation
import Testing

@testable import Hardware

@Suite struct FaultTests {
  /// A cluster of four devices on which the first computes for a second, with faults.
  private func run(
    _ plan: FaultPlan, until end: Double = 3,
    _ also: ((Cluster, Simulation, WorkEnds, ComponentID) async throws -> Void)? = nil
  ) throws -> (ends: WorkEnds, cluster: Cluster, end: SimTime) {
    let simulation = Simulation(seed: 5)
    let cluster = try Cluster(
      clockedServer(boards: 2, devicesPerBoard: 2), used: 4, precision: .fp32, in: simulation)
    let ends = WorkEnds()
    let receiver = simulation.add(ends)
    _ = FaultInjector(plan, on: cluster, in: simulation)
    simulation.spawn("work") {
      cluster.devices[0].processor.start(
        Work(operations: 1e9), receiver: receiver, tag: 1, in: simulation)
      try await also?(cluster, simulation, ends, receiver)
      try await simulation.sleep(until: SimTime(nanoseconds: Int64(end * 1e9)))
      simulation.finish()
    }
    let last = try simulation.run()
    try cluster.meter.closing(at: last)
    return (ends, cluster, last)
  }

  private func second(_ seconds: Double) -> SimTime {
    SimTime(nanoseconds: Int64((seconds * 1e9).rounded()))
  }

  @Test("work on a device that dies fails at that instant and is not done later")
  func deathInMidWork() throws {
    let run = try run(
      FaultPlan(scheduled: [Fault(.deviceDies(0), from: second(0.4), until: second(2))]))
    #expect(run.ends.ends.map(\.failed) == [true])
    #expect(run.ends.seconds == [0.4])
    let joules = run.cluster.deviceRecords(at: run.end)[0].energy_J
    // 5 W for 0.4 s; 2 W of idling but for the 1.6 s in which it was dead.
    #expect(abs(joules.first { $0.component == "cpu" }!.joules - 2) < 1e-9)
    #expect(abs(joules.first { $0.component == "idle" }!.joules - 2 * 1.4) < 1e-9)
  }

  @Test("a dead device refuses work, and takes it again when it has returned")
  func refusal() throws {
    let plan = FaultPlan(scheduled: [Fault(.deviceDies(0), from: second(0.4), until: second(2))])
    let run = try run(plan, until: 4) { cluster, simulation, _, receiver in
      let cpu = cluster.devices[0].processor
      try await simulation.sleep(for: SimDuration(seconds: 1))
      cpu.start(Work(operations: 1e9), receiver: receiver, tag: 2, in: simulation)
      try await simulation.sleep(for: SimDuration(seconds: 1.5))
      cpu.start(Work(operations: 1e9), receiver: receiver, tag: 3, in: simulation)
    }
    #expect(run.ends.ends.map(\.tag) == [1, 2, 3])
    #expect(run.ends.ends.map(\.failed) == [true, true, false])
    #expect(run.ends.seconds == [0.4, 1, 3.5])
  }

  @Test("a death at the very instant of a completion comes after it if it was scheduled after it")
  func deathAtCompletion() throws {
    // The fault was scheduled before the work began, so it happens first.
    let first = try run(FaultPlan(scheduled: [Fault(.deviceDies(0), from: second(1))]))
    #expect(first.ends.ends.map(\.failed) == [true])
    let later = try run(FaultPlan()) { cluster, simulation, _, _ in
      try await simulation.sleep(until: SimTime(nanoseconds: 1_000_000_000))
      cluster.kill(cluster.devices[0], in: simulation)
    }
    #expect(later.ends.ends.map(\.failed) == [false])
  }

  @Test("of two causes of a death both have to go")
  func twoCauses() throws {
    let plan = FaultPlan(scheduled: [
      Fault(.deviceDies(1), from: second(0.5), until: second(2)),
      Fault(.deviceDies(1), from: second(1), until: second(2.5)),
    ])
    let run = try run(plan, until: 3) { cluster, simulation, _, _ in
      for (time, isAlive) in [(0.7, false), (2.2, false), (2.7, true)] {
        try await simulation.sleep(until: SimTime(nanoseconds: Int64(time * 1e9)))
        #expect(cluster.devices[1].isAlive == isAlive)
      }
    }
    #expect(run.cluster.devices[1].deaths == 1)
  }

  @Test("a message to a dead device is lost, and one after its return arrives")
  func messages() throws {
    let plan = FaultPlan(scheduled: [Fault(.deviceDies(1), from: second(0.5), until: second(1))])
    var failures: [String] = []
    _ = try run(plan) { cluster, simulation, _, _ in
      let nodes = [cluster.devices[0].node, cluster.devices[1].node]
      let send = Collective(
        .broadcast(bytes: 100_000_000, participants: 2), among: nodes, network: cluster.network,
        in: simulation)
      do {
        try await send.run(in: simulation)
      } catch let failure as CollectiveFailure {
        failures.append("\(failure.time.seconds) \(failure.link)")
      }
      try await simulation.sleep(until: SimTime(nanoseconds: 1_500_000_000))
      try await send.run(in: simulation)
      // 100 MB at 100 MB/s over two links of 0.1 ms.
      #expect(abs(simulation.now.seconds - 2.5002) < 1e-9)
    }
    #expect(failures == ["0.5 soc 1 down"])
  }

  @Test("a slow device and a slow link take as much longer as they are slower")
  func slow() throws {
    let plan = FaultPlan(scheduled: [
      Fault(.deviceSlows(0, rate: 0.25), from: second(0.5), until: second(2.1)),
      Fault(.linkSlows("board 0", rate: 0.5), from: second(0)),
    ])
    let run = try run(plan) { cluster, simulation, _, _ in
      let send = Collective(
        .broadcast(bytes: 50_000_000, participants: 2),
        among: [cluster.devices[1].node, cluster.devices[2].node], network: cluster.network,
        in: simulation)
      try await send.run(in: simulation)
      #expect(abs(simulation.now.seconds - 1.0004) < 1e-9)
    }
    // Half at once, 1.6 s of a quarter, the last tenth at once.
    #expect(run.ends.seconds == [2.2])
  }

  @Test("fans that fail draw nothing, and who models heat hears of it")
  func fans() throws {
    var heard: [(Double, Bool)] = []
    let plan = FaultPlan(scheduled: [Fault(.fansFail, from: second(1), until: second(2))])
    let run = try run(plan) { cluster, _, _, _ in
      cluster.fansChanged = { heard.append(($1.now.seconds, $0)) }
    }
    #expect(heard.map(\.0) == [1, 2])
    #expect(heard.map(\.1) == [false, true])
    let fans = run.cluster.componentRecords(at: run.end).first { $0.component == "fans" }
    #expect(abs((fans?.joules ?? 0) - 6 * 2) < 1e-9)
  }

  @Test("processes that live on a device end when it dies")
  func tenants() throws {
    var ended: [Double] = []
    let plan = FaultPlan(scheduled: [Fault(.deviceDies(2), from: second(1.25))])
    _ = try run(plan) { cluster, simulation, _, _ in
      let service = simulation.spawn("service") {
        defer { ended.append(simulation.now.seconds) }
        try await simulation.sleep(for: SimDuration(seconds: 100))
      }
      cluster.devices[2].host(service, in: simulation)
    }
    #expect(ended == [1.25])
  }

  @Test("random deaths come as often as they should and are the same in every run")
  func random() throws {
    func deaths(seed: UInt64) throws -> [Int] {
      let simulation = Simulation(seed: seed)
      let cluster = try Cluster(
        clockedServer(boards: 4, devicesPerBoard: 5), used: 4, precision: .fp32, in: simulation)
      let fault = RandomFault(
        .deviceDies, meanTimeBetweenFailures: SimDuration(seconds: 100),
        meanTimeToRepair: SimDuration(seconds: 25))
      _ = FaultInjector(FaultPlan(random: [fault]), on: cluster, in: simulation)
      try simulation.run(until: SimTime(nanoseconds: 12_500_000_000_000))
      try cluster.meter.closing(at: simulation.now)
      return cluster.devices.map(\.deaths)
    }
    let counts = try deaths(seed: 1)
    #expect(try deaths(seed: 1) == counts)
    #expect(try deaths(seed: 2) != counts)
    // 20 devices, 12,500 s, one death each 125 s: 2000, with a standard deviation of about 37
    // (an alternating renewal process: variance per cycle 100^2 + 25^2 over 125^2).
    #expect(abs(counts.reduce(0, +) - 2000) < 5 * 37)
  }
}
