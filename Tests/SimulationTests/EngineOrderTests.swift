import Testing

@testable import Simulation

private final class Recorder: Component {
  var seen: [(time: Int64, value: UInt64)] = []
  var instantEnds: [Int64] = []
  var id: ComponentID?
  var asksForEndOfInstant = false
  private var asked: SimTime?

  func handle(_ event: Event, in simulation: Simulation) {
    seen.append((simulation.now.nanoseconds, event.value))
    if asksForEndOfInstant, asked != simulation.now, let id {
      asked = simulation.now
      simulation.callAtEndOfInstant(id)
    }
  }

  func endOfInstant(in simulation: Simulation) { instantEnds.append(simulation.now.nanoseconds) }
}

@Suite struct EngineOrderTests {
  @Test("events of equal time happen in the order in which they were scheduled")
  func ties() throws {
    let simulation = Simulation()
    let recorder = Recorder()
    let id = simulation.add(recorder)
    for value in 0..<50 {
      simulation.schedule(
        Event(value: UInt64(value)), for: id, at: SimTime(nanoseconds: value % 2 == 0 ? 9 : 3))
    }
    let end = try simulation.run()
    #expect(end.nanoseconds == 9)
    #expect(simulation.eventCount == 50)
    let odd = (0..<25).map { UInt64($0 * 2 + 1) }
    let even = (0..<25).map { UInt64($0 * 2) }
    #expect(recorder.seen.map(\.value) == odd + even)
  }

  @Test("the end of an instant comes once, after every event of it")
  func endOfInstant() throws {
    let simulation = Simulation()
    let recorder = Recorder()
    recorder.asksForEndOfInstant = true
    let id = simulation.add(recorder)
    recorder.id = id
    for time in [4, 4, 4, 8] {
      simulation.schedule(Event(), for: id, at: SimTime(nanoseconds: Int64(time)))
    }
    try simulation.run()
    #expect(recorder.instantEnds == [4, 8])
    #expect(recorder.seen.count == 4)
  }

  @Test("a run with a limit stops at it and goes on later")
  func limit() throws {
    let simulation = Simulation()
    let recorder = Recorder()
    let id = simulation.add(recorder)
    simulation.schedule(Event(), for: id, at: SimTime(nanoseconds: 10))
    #expect(try simulation.run(until: SimTime(nanoseconds: 6)).nanoseconds == 6)
    #expect(recorder.seen.isEmpty)
    #expect(try simulation.run().nanoseconds == 10)
    #expect(recorder.seen.count == 1)
  }

  @Test("facts of one instant count without their order, those of different ones with it")
  func fingerprintOrder() {
    func digest(_ facts: [(time: Int64, subject: Int)]) -> String {
      let simulation = Simulation()
      for fact in facts {
        simulation.fingerprint.add(
          .workEnded, subject: fact.subject, at: SimTime(nanoseconds: fact.time))
      }
      return simulation.fingerprint.digest().description
    }
    #expect(digest([(1, 7), (1, 8)]) == digest([(1, 8), (1, 7)]))
    #expect(digest([(1, 7), (2, 8)]) != digest([(1, 8), (2, 7)]))
    #expect(digest([(1, 7), (1, 7)]) != digest([(1, 7)]))
    #expect(digest([(1, 7)]) != digest([(2, 7)]))
  }

  @Test("the fingerprint depends on facts and their times, not on idle events")
  func fingerprint() throws {
    func digest(idleEvents: Int, amount: Int) throws -> String {
      let simulation = Simulation()
      let id = simulation.add(Recorder())
      for index in 0..<idleEvents {
        simulation.schedule(Event(), for: id, at: SimTime(nanoseconds: Int64(index)))
      }
      simulation.fingerprint.add(
        .workEnded, subject: 3, at: SimTime(nanoseconds: 5), amount: amount)
      try simulation.run()
      return simulation.fingerprint.digest().description
    }
    #expect(try digest(idleEvents: 0, amount: 1) == digest(idleEvents: 100, amount: 1))
    #expect(try digest(idleEvents: 0, amount: 1) != digest(idleEvents: 0, amount: 2))
  }
}
