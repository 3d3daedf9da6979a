import Simulation
import Testing

@testable import Hardware

private final class Done: Component {
  func handle(_ event: Event, in simulation: Simulation) {}
}

@Suite struct PhaseEnergyTests {
  /// A device that idles for 0.25 s, computes in a phase of its own for 0.51 s, and then waits to
  /// the end of the first second; another one only communicates from 0.5 s on.
  private func run() throws -> (Cluster, SimTime) {
    let simulation = Simulation()
    let cluster = try Cluster(testServer(), used: 2, precision: .fp32, in: simulation)
    let done = simulation.add(Done())
    simulation.spawn("work") {
      let (first, second) = (cluster.devices[0], cluster.devices[1])
      try await simulation.sleep(for: SimDuration(seconds: 0.25))
      first.enter(.compute, at: simulation.now)
      first.processor.start(
        Work(steps: 1, operations: 0.5e9), receiver: done, tag: 0, in: simulation)
      try await simulation.sleep(for: SimDuration(seconds: 0.25))
      second.enter(.communicate, at: simulation.now)
      cluster.network.start(
        bytes: 1_000_000, over: cluster.network.route(from: second.node, to: first.node),
        receiver: done, tag: 1, in: simulation)
      try await simulation.sleep(for: SimDuration(seconds: 0.26))
      first.enter(.wait, at: simulation.now)
      try await simulation.sleep(for: SimDuration(seconds: 0.24))
    }
    return (cluster, try simulation.run())
  }

  @Test("a phase has the joules that the device drew in it, without those of links")
  func phases() throws {
    let (cluster, end) = try run()
    let records = cluster.deviceRecords(at: end)
    func joules(_ device: Int, _ phase: String) throws -> Double {
      try #require(records[device].phase_energy_J.first { $0.component == phase }).joules
    }
    // 2 W idle all the time, and 5 W of the processor for 0.51 s.
    for (phase, expected) in [
      ("idle", 2 * 0.25), ("compute", 2 * 0.51 + 5 * 0.51), ("wait", 2 * 0.24),
      ("communicate", 0), ("distribute", 0),
    ] {
      #expect(abs(try joules(0, phase) - expected) < 1e-12, "\(phase)")
    }
    #expect(abs(try joules(1, "idle") - 1) < 1e-12)
    #expect(abs(try joules(1, "communicate") - 1) < 1e-12)
    for record in records {
      let phases = record.phase_energy_J.reduce(0) { $0 + $1.joules }
      let parts = record.energy_J.filter { $0.component != "link" }.reduce(0) { $0 + $1.joules }
      #expect(abs(phases - parts) < 1e-12)
    }
  }

  @Test("the timeline has the device-seconds of every phase, interval by interval")
  func timeline() throws {
    let (cluster, end) = try run()
    let timeline = cluster.timelineRecord(at: end)
    let count = try #require(timeline.phases.first?.seconds.count)
    #expect(count > PhaseTimeline.limit / 2 && count <= PhaseTimeline.limit)
    #expect(timeline.interval_s * Double(count) >= 1)
    for (phase, expected) in [
      ("idle", 0.25 + 0.5), ("compute", 0.51), ("wait", 0.24), ("communicate", 0.5),
    ] {
      let series = try #require(timeline.phases.first { $0.phase == phase })
      #expect(abs(series.seconds.reduce(0, +) - expected) < 1e-9, "\(phase)")
    }
    // Two devices in use, so every full interval holds twice its length.
    for index in 0..<(count - 1) {
      let sum = timeline.phases.reduce(0) { $0 + $1.seconds[index] }
      #expect(abs(sum - 2 * timeline.interval_s) < 1e-9)
    }
    #expect(timeline.phases.allSatisfy { $0.phase != "distribute" })
  }

  @Test("intervals join two by two and lose nothing, however long a run is")
  func doubling() {
    let timeline = PhaseTimeline()
    var now: Int64 = 0
    var spent: Int64 = 0
    for step in 0..<4000 {
      let length = Int64(step * step * 17 + 1)
      if step.isMultiple(of: 3) {
        timeline.add(
          .compute, from: SimTime(nanoseconds: now), to: SimTime(nanoseconds: now + length))
        spent += length
      }
      now += length
    }
    let record = timeline.record(until: SimTime(nanoseconds: now))
    let seconds = record.phases.first?.seconds ?? []
    #expect(record.phases.map(\.phase) == ["compute"])
    #expect(abs(seconds.reduce(0, +) - Double(spent) * 1e-9) < 1e-6)
    #expect(seconds.allSatisfy { $0 <= record.interval_s })
    #expect(seconds.count > PhaseTimeline.limit / 2)
  }
}
