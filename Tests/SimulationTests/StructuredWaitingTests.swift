import Testing

@testable import Simulation

private func nanoseconds(_ count: Int64) -> SimDuration { SimDuration(nanoseconds: count) }

/// A world with signals that fire at given instants.
private struct World {
  let simulation = Simulation()
  let signals: [Signal]

  init(firing times: [Int64?]) {
    signals = times.indices.map { Signal("signal \($0)") }
    for (signal, time) in zip(signals, times) {
      guard let time else { continue }
      simulation.spawn("firer") { [simulation] in
        try await simulation.sleep(for: nanoseconds(time))
        signal.fire(in: simulation)
      }
    }
  }
}

@Suite struct StructuredWaitingTests {
  @Test("the first of several signals ends the wait, and the losers wake nobody later")
  func firstOf() throws {
    let world = World(firing: [30, 10, 20])
    var log: [String] = []
    world.simulation.spawn("waiter") { [simulation = world.simulation] in
      let first = try await simulation.firstOf(world.signals)
      log.append("\(first ?? -1) at \(simulation.now.nanoseconds)")
      // If a loser woke this process, it would not sleep until 1010.
      try await simulation.sleep(for: nanoseconds(1000))
      log.append("slept until \(simulation.now.nanoseconds)")
    }
    try world.simulation.run()
    #expect(log == ["1 at 10", "slept until 1010"])
  }

  @Test("of signals that fire at once, and of those that have fired, the one named first counts")
  func firstOfTies() throws {
    let world = World(firing: [5, 5, nil])
    var seen: [Int?] = []
    world.simulation.spawn("waiter") { [simulation = world.simulation] in
      let named = [world.signals[2], world.signals[1], world.signals[0]]
      seen.append(try await simulation.firstOf(named))
      seen.append(try await simulation.firstOf(named))
    }
    try world.simulation.run()
    #expect(seen == [1, 1])
  }

  @Test("a signal that lost is still heard by the next wait for it")
  func loserIsNotLost() throws {
    let world = World(firing: [10, 11])
    var times: [Int64] = []
    world.simulation.spawn("waiter") { [simulation = world.simulation] in
      _ = try await simulation.firstOf(world.signals)
      times.append(simulation.now.nanoseconds)
      try await world.signals[1].wait(in: simulation)
      times.append(simulation.now.nanoseconds)
    }
    try world.simulation.run()
    #expect(times == [10, 11])
  }

  @Test("all of several signals are waited for, and a failure among them ends the wait at once")
  func allOf() throws {
    struct Broken: Error {}
    let world = World(firing: [30, 10, 20])
    let never = Signal("never")
    var log: [String] = []
    world.simulation.spawn("waiter") { [simulation = world.simulation] in
      try await simulation.allOf(world.signals)
      log.append("all at \(simulation.now.nanoseconds)")
      try await simulation.allOf([])
      do {
        try await simulation.allOf([never, Signal("other")] + world.signals)
      } catch is Broken {
        log.append("broken at \(simulation.now.nanoseconds)")
      }
    }
    world.simulation.spawn("breaker") { [simulation = world.simulation] in
      try await simulation.sleep(for: nanoseconds(50))
      never.fail(Broken(), in: simulation)
    }
    try world.simulation.run()
    #expect(log == ["all at 30", "broken at 50"])
  }

  @Test("a wait with a timeout ends when the time is out, and an unused timeout does not last")
  func timeouts() throws {
    let world = World(firing: [10, nil])
    var log: [String] = []
    world.simulation.spawn("waiter") { [simulation = world.simulation] in
      let (fires, never) = (world.signals[0], world.signals[1])
      let early = try await simulation.firstOf([never], timeout: nanoseconds(4))
      log.append("\(early.map(String.init) ?? "out") at \(simulation.now.nanoseconds)")
      let heard = try await simulation.firstOf([never, fires], timeout: nanoseconds(3_600_000))
      log.append("\(heard.map(String.init) ?? "out") at \(simulation.now.nanoseconds)")
      let both = try await simulation.allOf(world.signals, timeout: nanoseconds(7))
      log.append("\(both) at \(simulation.now.nanoseconds)")
    }
    // The hour that was not needed does not move the clock.
    #expect(try world.simulation.run().nanoseconds == 17)
    #expect(log == ["out at 4", "1 at 10", "false at 17"])
  }

  @Test("after a run that ended ahead of a void timeout, events of earlier times can be scheduled")
  func scheduleAfterVoidTimeout() throws {
    let world = World(firing: [10])
    world.simulation.spawn("waiter") { [simulation = world.simulation] in
      _ = try await simulation.firstOf(world.signals, timeout: nanoseconds(500))
    }
    #expect(try world.simulation.run().nanoseconds == 10)
    world.simulation.spawn("later") { [simulation = world.simulation] in
      try await simulation.sleep(for: nanoseconds(20))
    }
    #expect(try world.simulation.run().nanoseconds == 30)
  }

  @Test("a process that is cancelled in a wait for several ends there and is not woken again")
  func cancelledWait() throws {
    let world = World(firing: [10, 20])
    var log: [String] = []
    let waiter = world.simulation.spawn("waiter") { [simulation = world.simulation] in
      do {
        _ = try await simulation.firstOf(world.signals, timeout: nanoseconds(15))
      } catch is CancellationError {
        log.append("cancelled at \(simulation.now.nanoseconds)")
      }
    }
    world.simulation.spawn("canceller") { [simulation = world.simulation] in
      try await simulation.sleep(for: nanoseconds(10))
      waiter.cancel(in: simulation)
    }
    try world.simulation.run()
    // The signal of the same instant came first, but a cancelled process goes no further.
    #expect(log == ["cancelled at 10"])
    #expect(waiter.isFinished)
  }

  @Test("a body that is too slow is cancelled and gives back what it held")
  func withTimeout() throws {
    let simulation = Simulation()
    let disk = Resource(name: "disk", capacity: 1)
    var log: [String] = []
    simulation.spawn("worker") {
      for span in [5, 50] {
        let value = try await simulation.withTimeout(nanoseconds(20), "attempt") {
          try await disk.acquire(in: simulation)
          defer { disk.release(in: simulation) }
          try await simulation.sleep(for: nanoseconds(Int64(span)))
          return span
        }
        log.append("\(value ?? -1) at \(simulation.now.nanoseconds), \(disk.available) free")
      }
    }
    #expect(try simulation.run().nanoseconds == 25)
    #expect(log == ["5 at 5, 1 free", "-1 at 25, 1 free"])
  }

  @Test("a message is not lost to a receiver whose time was out in the same instant")
  func timeoutAndMessage() throws {
    let simulation = Simulation()
    let box = Mailbox<String>(name: "box")
    var received: [String] = []
    simulation.spawn("impatient") {
      let message = try await simulation.withTimeout(nanoseconds(10), "receiver") {
        try await box.receive(in: simulation)
      }
      received.append(message ?? "nothing")
      received.append(try await box.receive(in: simulation))
    }
    simulation.spawn("sender") {
      try await simulation.sleep(for: nanoseconds(10))
      box.send("hello", in: simulation)
    }
    try simulation.run()
    #expect(received == ["nothing", "hello"])
  }

  @Test("the first of several processes wins, the others end at the same instant")
  func race() throws {
    let simulation = Simulation()
    var log: [String] = []
    simulation.spawn("starter") {
      let winner = try await simulation.firstOf(["slow", "fast", "slower"]) { index in
        defer { log.append("\(index) ends at \(simulation.now.nanoseconds)") }
        try await simulation.sleep(for: nanoseconds([30, 10, 40][index]))
        return index * 100
      }
      log.append("\(winner.index) won \(winner.value) at \(simulation.now.nanoseconds)")
    }
    #expect(try simulation.run().nanoseconds == 10)
    #expect(
      log == ["1 ends at 10", "0 ends at 10", "2 ends at 10", "1 won 100 at 10"])
  }

  @Test("an error in a race or under a timeout is the starter's")
  func errors() throws {
    struct Broken: Error {}
    let simulation = Simulation()
    var caught = 0
    simulation.spawn("starter") {
      do {
        _ = try await simulation.withTimeout(nanoseconds(5), "attempt") { throw Broken() }
      } catch is Broken { caught += 1 }
      do {
        _ = try await simulation.firstOf(["a", "b"]) { index in
          try await simulation.sleep(for: nanoseconds(1))
          if index == 0 { throw Broken() }
        }
      } catch is Broken { caught += 1 }
    }
    try simulation.run()
    #expect(caught == 2)
  }

  @Test("cancelling the starter cancels what it has started")
  func cancelledStarter() throws {
    let simulation = Simulation()
    var ended = 0
    let starter = simulation.spawn("starter") {
      _ = try await simulation.firstOf(["a", "b"]) { _ in
        defer { ended += 1 }
        try await simulation.sleep(for: nanoseconds(1000))
      }
    }
    simulation.spawn("canceller") {
      try await simulation.sleep(for: nanoseconds(3))
      starter.cancel(in: simulation)
    }
    #expect(try simulation.run().nanoseconds == 3)
    #expect(ended == 2)
  }

  @Test("a deadlock names every signal of a wait for several")
  func deadlock() throws {
    let world = World(firing: [nil, nil])
    world.simulation.spawn("waiter") { [simulation = world.simulation] in
      _ = try await simulation.firstOf(world.signals)
    }
    let deadlock = #expect(throws: Deadlock.self) { try world.simulation.run() }
    #expect(deadlock?.waiting.first?.target == "the first of: signal 0, signal 1")
  }
}
