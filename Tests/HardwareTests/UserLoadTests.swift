import Simulation
import Testing

@testable import Hardware

@Suite struct UserLoadTests {
  private func second(_ seconds: Double) -> SimDuration { SimDuration(seconds: seconds) }

  /// Round numbers: a checkpoint of 100 MB takes 1 s to write and 0.5 s to read.
  private func server(boards: Int = 1, devicesPerBoard: Int = 4) -> ServerSpecification {
    func known<Value>(_ value: Value) -> Sourced<Value> {
      Sourced(value, .documented, source: "test")
    }
    var server = testServer(boards: boards, devicesPerBoard: devicesPerBoard)
    server.device.flash = FlashSpecification(
      writeRate: known(DataRate(bytesPerSecond: 1e8)),
      readRate: known(DataRate(bytesPerSecond: 2e8)), activePower: known(Power(watts: 1)))
    return server
  }

  private func plan(
    _ points: [(Double, Double)], length: Double = 10, objective: Double = 2,
    duration: Double = 1000
  ) -> UserLoadPlan {
    UserLoadPlan(
      trace: BusyTrace(points.map { BusyTrace.Point(time: second($0.0), busy: $0.1) }),
      sessionLength: second(length), activity: 0.5, switchTime: second(0.1),
      objective: second(objective), duration: second(duration))
  }

  /// Runs a load on a cluster beside what a process does.
  private func run(
    _ plan: UserLoadPlan, server: ServerSpecification, seed: UInt64 = 5, checkpoint: Int = 0,
    _ body: @escaping (Cluster, Simulation) async throws -> Void = { _, _ in }
  ) throws -> (cluster: Cluster, load: UserLoad, record: UserLoadRecord, end: SimTime) {
    let simulation = Simulation(seed: seed)
    let cluster = try Cluster(
      server, used: server.deviceCount, precision: .fp32, in: simulation)
    let load = UserLoad(plan, on: cluster, in: simulation)
    load.checkpointBytes = checkpoint
    simulation.spawn("test") { try await body(cluster, simulation) }
    let end = try simulation.run()
    simulation.stop()
    try cluster.meter.closing(at: end)
    let record = try #require(cluster.userLoadRecord(at: end))
    return (cluster, load, record, end)
  }

  @Test("users have in the mean the share of devices that the trace says, rising and falling")
  func followsTrace() throws {
    // 400 users for 100 lengths of a session at each level: the mean is known to about 0.5 %.
    let run = try run(
      plan([(0, 0.3), (1000, 0.3), (2000, 0.7), (3000, 0.7)], duration: 3000),
      server: server(boards: 40, devicesPerBoard: 10))
    #expect(run.end.seconds == 3000)
    func mean(_ from: Double, _ to: Double) -> Double {
      let range = Int(from / run.record.interval_s)..<Int(to / run.record.interval_s)
      return run.record.users[range].reduce(0, +) / Double(range.count) / 400
    }
    #expect(abs(mean(0, 1000) - 0.3) < 0.01)
    #expect(abs(mean(1400, 1600) - 0.5) < 0.02)
    #expect(abs(mean(2000, 3000) - 0.7) < 0.01)
    #expect(run.record.violations == 0)
    #expect(run.record.preemptions == 0)
  }

  @Test("a session gets the last idle device in board order and takes none that trains")
  func idleFirst() throws {
    let run = try run(plan([(0, 0), (10, 0), (11, 0.5)], length: 1e6), server: server()) {
      cluster, simulation in
      for device in cluster.devices.dropLast() where device.index != 1 {
        device.enter(.wait, at: simulation.now)
      }
    }
    // Two came, and devices 1 and 3 were idle.
    #expect(run.record.sessions == 2 && run.record.on_idle == 2)
    #expect(run.cluster.devices.map(\.isTaken) == [false, true, false, true])
    #expect(run.record.preemptions == 0)
    #expect(run.cluster.devices[0].departures == 0 && run.cluster.devices[2].departures == 0)
  }

  @Test(
    "a device that is taken stops work at that instant, and its session waits for the checkpoint")
  func preemption() throws {
    let ends = WorkEnds()
    // All users are there at once, at the first instant after the devices have begun to work.
    let run = try run(
      plan([(0, 0), (5, 0), (5.000001, 0.999)], length: 1e9, duration: 20),
      server: server(), checkpoint: 100_000_000
    ) { cluster, simulation in
      let receiver = simulation.add(ends)
      for device in cluster.devices {
        device.enter(.compute, at: simulation.now)
        device.processor.start(
          Work(operations: 1e11), receiver: receiver, tag: UInt64(device.index), in: simulation)
      }
    }
    #expect(run.record.preemptions == run.record.sessions && run.record.sessions >= 3)
    #expect(run.record.checkpoints == run.record.sessions)
    #expect(ends.ends.filter(\.failed).count == run.record.sessions)
    #expect(ends.seconds.allSatisfy { $0 >= 5 && $0 <= 5.1 })
    #expect(run.record.waits_s.allSatisfy { abs($0 - 1.1) < 1e-9 })
    #expect(run.record.violations == 0)
    // 1 W of flash for 1 s each, in the phase of checkpoints.
    let records = run.cluster.deviceRecords(at: run.end)
    let taken = records.filter { $0.checkpoint_s > 0 }
    #expect(taken.count == run.record.sessions)
    for device in taken {
      #expect(abs(device.checkpoint_s - 1) < 1e-9)
      #expect(abs((device.energy_J.first { $0.component == "flash" }?.joules ?? 0) - 1) < 1e-9)
      let phase = device.phase_energy_J.first { $0.component == "checkpoint" }?.joules ?? 0
      #expect(abs(phase - (1 + 2)) < 1e-9)  // 2 W of idle power besides.
    }
    #expect(run.cluster.devices.allSatisfy { $0.deaths == 0 })
  }

  @Test("a checkpoint that would not be done within the objective is not begun")
  func noTimeForCheckpoint() throws {
    let run = try run(
      plan([(0, 0), (5, 0), (5.000001, 0.999)], length: 1e9, objective: 0.5, duration: 20),
      server: server(), checkpoint: 100_000_000
    ) { cluster, simulation in
      for device in cluster.devices { device.enter(.wait, at: simulation.now) }
    }
    #expect(run.record.checkpoints == 0)
    #expect(run.record.waits_s.allSatisfy { abs($0 - 0.1) < 1e-9 })
    #expect(run.record.violations == 0)
    let taken = run.cluster.devices.filter { $0.departures > 0 }
    #expect(!taken.isEmpty && taken.allSatisfy { $0.deaths == 1 })
  }

  /// Every two seconds whoever is free begins a piece of work, forty times.
  private func work(
    on cluster: Cluster, in simulation: Simulation, after: (Int) -> Void = { _ in }
  ) async throws {
    let receiver = simulation.add(WorkEnds())
    for step in 0..<40 {
      for device in cluster.devices where device.isAlive && !device.processor.isBusy {
        device.enter(.compute, at: simulation.now)
        device.processor.start(
          Work(operations: 1e9), receiver: receiver, tag: UInt64(step), in: simulation)
      }
      after(step)
      try await simulation.sleep(for: SimDuration(seconds: 2))
    }
  }

  @Test("joules of training, sessions and the rest are those of the whole server")
  func joules() throws {
    let run = try run(
      plan([(0, 0.5)], length: 3, duration: 100), server: server(), checkpoint: 1_000_000
    ) { cluster, simulation in
      try await work(on: cluster, in: simulation)
    }
    let record = run.record
    let whole = run.cluster.meter.energy(.server, at: run.end).joules
    #expect(abs(record.training_J + record.without_training_J - whole) < 1e-9 * whole)
    // Half of the 5 W of the processor while a session has a device.
    #expect(record.preemptions > 0 && record.training_J > 0)
    #expect(abs(record.sessions_J - 2.5 * record.user_s) < 1e-6 * record.sessions_J)
    #expect(run.cluster.jobEnergy(.none, at: run.end).joules == record.training_J)
  }

  @Test("a device is somebody's at every instant, and what it draws is that one's")
  func holders() throws {
    let run = try run(
      plan([(0, 0.5)], length: 3, duration: 100), server: server(), checkpoint: 50_000_000
    ) { cluster, simulation in
      try await work(on: cluster, in: simulation) { step in
        if step == 12 { cluster.kill(cluster.devices[1], in: simulation) }
        if step == 20 { cluster.revive(cluster.devices[1], in: simulation) }
      }
      for device in cluster.devices { device.enter(.idle, at: simulation.now) }
    }
    let record = run.record
    let parts = [record.user_s, record.harvested_s, record.idle_s]
    #expect(parts.allSatisfy { $0 > 10 })
    let nanoseconds = parts.map { Int64(($0 * 1e9).rounded()) }
    #expect(nanoseconds.reduce(0, +) == 4 * run.end.nanoseconds)
    // Half a second for each checkpoint is training's, while the user waits.
    let phases = run.cluster.deviceRecords(at: run.end)
    let writing = phases.reduce(0) { $0 + $1.checkpoint_s }
    #expect(record.checkpoints > 0 && writing >= 0.5 * Double(record.checkpoints))
    let training = phases.reduce(0) { $0 + $1.compute_s + $1.checkpoint_s }
    #expect(abs(record.harvested_s - training) < 1e-9 * training)
    // 2 W of idle power, and none of the device that is dead for 16 s.
    #expect(abs(record.training_idle_J - 2 * record.harvested_s) < 1e-9 * record.training_idle_J)
    #expect(abs(record.sessions_idle_J - 2 * record.user_s) < 1e-9 * record.sessions_idle_J)
    let idle = run.cluster.meter.parts(at: run.end).filter { $0.name == "idle" }
    let standing = idle.reduce(0) { $0 + $1.joules }
    #expect(abs(standing - 2 * (400 - 16)) < 1e-9 * standing)
    let whole = run.cluster.meter.energy(.server, at: run.end).joules
    #expect(abs(record.training_J + record.without_training_J - whole) < 1e-9 * whole)
  }

  @Test(
    "a session that has not started by the end is told, and is a violation if it waited too long")
  func unserved() throws {
    // Four users are there at once; the checkpoints on their devices are done at 6 s.
    let crowd = plan([(0, 0), (5, 0), (5.000001, 0.999)], length: 1e9, duration: 20)
    let early = try run(crowd, server: server(), checkpoint: 100_000_000) { cluster, simulation in
      for device in cluster.devices { device.enter(.wait, at: simulation.now) }
      try await simulation.sleep(until: SimTime.zero + SimDuration(seconds: 5.5))
      cluster.kill(cluster.devices[3], in: simulation)
    }
    try #require(early.record.sessions == 4)
    // One has lost the device that it was waiting for, and there is no other.
    #expect(early.record.cut_short == 0 && early.record.started == 3)
    #expect(early.record.checkpoints == 3)
    #expect(early.record.unserved == 1 && early.record.violations == 1)
    #expect(early.record.interval_violations.reduce(0, +) == 1)
    #expect(early.record.wait_maximum_s ?? 9 < 2)
    // Where the run ends before the objective is over, nothing is violated yet.
    let short = try run(
      plan([(0, 0), (5, 0), (5.000001, 0.999)], length: 1e9, duration: 5.8), server: server(),
      checkpoint: 100_000_000
    ) { cluster, simulation in
      for device in cluster.devices { device.enter(.wait, at: simulation.now) }
    }
    #expect(short.record.unserved == 4 && short.record.violations == 0)
    #expect(short.record.started == 0 && short.record.checkpoints == 0)
    // The device that returns is for the one who lost it.
    let back = try run(crowd, server: server(), checkpoint: 100_000_000) { cluster, simulation in
      for device in cluster.devices { device.enter(.wait, at: simulation.now) }
      try await simulation.sleep(until: SimTime.zero + SimDuration(seconds: 5.5))
      cluster.kill(cluster.devices[3], in: simulation)
      try await simulation.sleep(for: SimDuration(seconds: 1))
      cluster.revive(cluster.devices[3], in: simulation)
    }
    #expect(back.record.unserved == 0 && back.record.violations == 0)
    #expect(abs((back.record.wait_maximum_s ?? 0) - 1.6) < 1e-3)
  }

  @Test("a session on a device that dies is over, and nobody comes to a dead device")
  func death() throws {
    let run = try run(plan([(0, 0.9)], length: 5, duration: 100), server: server()) {
      cluster, simulation in
      try await simulation.sleep(for: SimDuration(seconds: 20))
      for device in cluster.devices { cluster.kill(device, in: simulation) }
      try await simulation.sleep(for: SimDuration(seconds: 40))
      #expect(cluster.devices.allSatisfy { !$0.isTaken })
      #expect(cluster.meter.parts(at: simulation.now).contains { $0.name == "user sessions" })
      for device in cluster.devices { cluster.revive(device, in: simulation) }
      #expect(cluster.devices.filter(\.isTaken).count == 4)
    }
    #expect(run.record.cut_short > 0)
    #expect(run.record.unserved == 0)
    // Users came while every device was dead, and waited for longer than they were promised.
    #expect(run.record.violations > 0)
    #expect(run.record.wait_maximum_s ?? 0 > 2)
  }

  @Test("one user's sessions are drawn from a stream of their own")
  func streams() throws {
    let few = try run(plan([(0, 0.5)]), server: server(devicesPerBoard: 3), seed: 7)
    let again = try run(plan([(0, 0.5)]), server: server(devicesPerBoard: 3), seed: 7)
    let other = try run(plan([(0, 0.5)]), server: server(devicesPerBoard: 3), seed: 8)
    #expect(few.record == again.record)
    #expect(few.record != other.record)
  }
}
