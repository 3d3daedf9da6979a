import Testing

@testable import Simulation

private func nanoseconds(_ count: Int64) -> SimDuration { SimDuration(nanoseconds: count) }

@Suite struct ProcessTests {
  @Test("processes interleave in the order of simulated time, ties in the order of scheduling")
  func interleaving() throws {
    let simulation = Simulation()
    var log: [String] = []
    for (name, step) in [("a", 2), ("b", 3)] {
      simulation.spawn(name) {
        for _ in 0..<3 {
          try await simulation.sleep(for: nanoseconds(Int64(step)))
          log.append("\(name)\(simulation.now.nanoseconds)")
        }
      }
    }
    try simulation.run()
    // At 6 b was scheduled at 3, a at 4: b is first.
    #expect(log == ["a2", "b3", "a4", "b6", "a6", "b9"])
  }

  @Test("a process that is spawned starts at this instant, after what was already scheduled")
  func spawnOrder() throws {
    let simulation = Simulation()
    var log: [String] = []
    simulation.spawn("first") {
      simulation.spawn("child") { log.append("child") }
      log.append("first")
    }
    simulation.spawn("second") { log.append("second") }
    try simulation.run()
    #expect(log == ["first", "second", "child"])
  }

  @Test("a ring of 60 processes takes the same course on every run")
  func determinism() throws {
    func run() throws -> [Int64] {
      let simulation = Simulation()
      var times: [Int64] = []
      let boxes = (0..<60).map { Mailbox<Int>(name: "box \($0)") }
      for index in 0..<60 {
        simulation.spawn("worker \(index)") {
          for round in 0..<20 {
            try await simulation.sleep(for: nanoseconds(Int64(index * round % 7)))
            boxes[(index + 1) % 60].send(index, in: simulation)
            let sender = try await boxes[index].receive(in: simulation)
            times.append(simulation.now.nanoseconds * 100 + Int64(sender))
          }
        }
      }
      try simulation.run()
      return times
    }
    let first = try run()
    #expect(first.count == 1200)
    #expect(try run() == first)
  }

  @Test("a cancelled process ends at its wait, and the others go on")
  func cancellation() throws {
    let simulation = Simulation()
    var log: [String] = []
    let sleeper = simulation.spawn("sleeper") {
      do {
        try await simulation.sleep(for: nanoseconds(100))
        log.append("woke")
      } catch {
        log.append("cancelled at \(simulation.now.nanoseconds)")
        throw error
      }
    }
    simulation.spawn("canceller") {
      try await simulation.sleep(for: nanoseconds(10))
      sleeper.cancel(in: simulation)
      try await simulation.sleep(for: nanoseconds(10))
      log.append("canceller at \(simulation.now.nanoseconds)")
    }
    try simulation.run()
    #expect(log == ["cancelled at 10", "canceller at 20"])
    #expect(sleeper.isFinished)
  }

  @Test("a process cancelled before it starts never runs")
  func cancelledBeforeStart() throws {
    let simulation = Simulation()
    var ran = false
    let process = simulation.spawn("never") { ran = true }
    process.cancel(in: simulation)
    try simulation.run()
    #expect(!ran)
    #expect(process.isFinished)
  }

  @Test("a message meant for a cancelled receiver goes to the next one")
  func cancelledReceiver() throws {
    let simulation = Simulation()
    let box = Mailbox<String>(name: "box")
    var received: [String] = []
    let first = simulation.spawn("first") {
      received.append("first \(try await box.receive(in: simulation))")
    }
    simulation.spawn("second") {
      received.append("second \(try await box.receive(in: simulation))")
    }
    simulation.spawn("sender") {
      try await simulation.sleep(for: nanoseconds(1))
      box.send("hello", in: simulation)  // Wakes the first,
      first.cancel(in: simulation)  // which is cancelled before it can take the message.
    }
    try simulation.run()
    #expect(received == ["second hello"])
  }

  @Test("a message goes to the process that has waited longest, whoever asks meanwhile")
  func receiversInOrder() throws {
    let simulation = Simulation()
    let box = Mailbox<Int>(name: "box")
    var received: [String] = []
    simulation.spawn("early") {
      received.append("early \(try await box.receive(in: simulation))")
    }
    simulation.spawn("sender") {
      try await simulation.sleep(for: nanoseconds(1))
      simulation.spawn("late") {
        received.append("late \(try await box.receive(in: simulation))")
      }
      box.send(1, in: simulation)
      box.send(2, in: simulation)
    }
    try simulation.run()
    #expect(received.sorted() == ["early 1", "late 2"])
  }

  @Test("a barrier does not count a party that was cancelled at the same instant")
  func barrierAndCancellation() throws {
    let simulation = Simulation()
    let barrier = Barrier(name: "step", parties: 2)
    var passed: [String] = []
    let first = simulation.spawn("first") {
      try await barrier.wait(in: simulation)
      passed.append("first")
    }
    simulation.spawn("second") {
      try await simulation.sleep(for: nanoseconds(1))
      first.cancel(in: simulation)
      try await barrier.wait(in: simulation)
      passed.append("second at \(simulation.now.nanoseconds)")
    }
    simulation.spawn("third") {
      try await simulation.sleep(for: nanoseconds(5))
      try await barrier.wait(in: simulation)
      passed.append("third")
    }
    try simulation.run()
    #expect(passed == ["third", "second at 5"])
  }

  @Test("concurrently ends with a cancellation when one of its processes is cancelled")
  func concurrentlyCancelled() throws {
    let simulation = Simulation()
    var log: [String] = []
    simulation.spawn("parent") {
      do {
        _ = try await simulation.concurrently(["a", "b"]) { index in
          try await simulation.sleep(for: nanoseconds(index == 0 ? 3 : 5))
          if index == 0 { throw CancellationError() }
        }
      } catch is CancellationError {
        log.append("cancelled at \(simulation.now.nanoseconds)")
      }
    }
    try simulation.run()
    #expect(log == ["cancelled at 5"])
  }

  @Test("stopping ends every process, and those that they start on their way out")
  func stopping() throws {
    let simulation = Simulation()
    var log: [String] = []
    simulation.spawn("stubborn") {
      defer { log.append("stubborn left") }
      do { try await simulation.sleep(for: nanoseconds(100)) } catch {
        simulation.spawn("late") { log.append("late ran") }
        try await simulation.sleep(for: nanoseconds(100))
      }
    }
    try simulation.run(until: SimTime(nanoseconds: 10))
    simulation.stop()
    #expect(log == ["stubborn left"])
  }

  @Test("a barrier lets nobody through before everybody is there, again and again")
  func barrier() throws {
    let simulation = Simulation()
    let barrier = Barrier(name: "step", parties: 3)
    var passed: [Int64] = []
    for index in 0..<3 {
      simulation.spawn("party \(index)") {
        for round in 1...2 {
          try await simulation.sleep(for: nanoseconds(Int64((index + 1) * round)))
          try await barrier.wait(in: simulation)
          passed.append(simulation.now.nanoseconds)
        }
      }
    }
    try simulation.run()
    #expect(passed == [3, 3, 3, 9, 9, 9])
  }

  @Test("a resource serves in the order of asking and loses no unit to a cancellation")
  func resource() throws {
    let simulation = Simulation()
    let resource = Resource(name: "disk", capacity: 1)
    var served: [String] = []
    var processes: [Process] = []
    for name in ["a", "b", "c"] {
      processes.append(
        simulation.spawn(name) {
          try await resource.acquire(in: simulation)
          served.append("\(name)\(simulation.now.nanoseconds)")
          try await simulation.sleep(for: nanoseconds(5))
          resource.release(in: simulation)
        })
    }
    simulation.spawn("canceller") {
      try await simulation.sleep(for: nanoseconds(5))
      processes[1].cancel(in: simulation)  // b has just been granted the unit, or waits for it.
    }
    try simulation.run()
    #expect(served == ["a0", "c5"])
    #expect(resource.available == 1)
  }

  @Test("a signal that failed throws in everybody who waits for it")
  func failedSignal() throws {
    struct Broken: Error {}
    let simulation = Simulation()
    let signal = Signal("the transfer")
    var caught = 0
    for index in 0..<2 {
      simulation.spawn("waiter \(index)") {
        do { try await signal.wait(in: simulation) } catch is Broken { caught += 1 }
      }
    }
    simulation.spawn("breaker") { signal.fail(Broken(), in: simulation) }
    try simulation.run()
    #expect(caught == 2)
    #expect(!signal.hasFired)
  }

  @Test("an error in a process ends the run and names the process")
  func failure() throws {
    struct Broken: Error {}
    let simulation = Simulation()
    var cleaned = false
    simulation.spawn("other") {
      defer { cleaned = true }
      try await simulation.sleep(for: nanoseconds(1000))
    }
    simulation.spawn("worker 7") {
      try await simulation.sleep(for: nanoseconds(1))
      throw Broken()
    }
    let failure = #expect(throws: ProcessFailure.self) { try simulation.run() }
    #expect(failure?.process == "worker 7")
    #expect(cleaned)
  }

  @Test("a deadlock says who waits for what")
  func deadlock() throws {
    let simulation = Simulation()
    let box = Mailbox<Int>(name: "gradients")
    let barrier = Barrier(name: "round", parties: 2)
    simulation.spawn("server") { _ = try await box.receive(in: simulation) }
    simulation.spawn("worker") {
      try await simulation.sleep(for: nanoseconds(4))
      try await barrier.wait(in: simulation)
    }
    let deadlock = #expect(throws: Deadlock.self) { try simulation.run() }
    #expect(
      deadlock?.description == """
        deadlock at 4e-09 s: nothing is left to happen, and
          'server' waits for a message in mailbox 'gradients'
          'worker' waits for barrier 'round', where 1 of 2 have arrived
        """)
  }
}
