import Simulation
import Testing

@testable import Hardware

@Suite struct ClockTests {
  @Test("work in flight keeps its remaining share when the clock changes")
  func remainingShare() throws {
    // A quarter is done at 0.25 s. Then the big cores run at half: 0.75 * 0.5 + 0.25 = 0.625 of
    // the rate. At 0.65 s another quarter is done and the clock is high again: half remains.
    let run = try runClocked([
      (0.25, { _, clocks, simulation in clocks[0].request(point: 1, in: simulation) }),
      (0.65, { _, clocks, simulation in clocks[0].request(point: 3, in: simulation) }),
    ])
    #expect(run.ends.seconds == [1.15])
    #expect(run.ends.ends.map(\.tag) == [7])
  }

  @Test("a long series of changes ends where the sum of its pieces says")
  func manyChanges() throws {
    // Every 10 ms another point; the done share is the integral of the speed.
    var done = 0.0
    var expected = 0.0
    var changes: [ClockChange] = []
    var speed = 1.0
    for step in 1...400 {
      let time = Double(step) * 0.01
      let point = step * 7 % 4
      if done < 1, done + speed * 0.01 >= 1 { expected = time - 0.01 + (1 - done) / speed }
      done += speed * 0.01
      speed = 0.75 * [0.25, 0.5, 0.75, 1][point] + 0.25
      changes.append((time, { _, clocks, world in clocks[0].request(point: point, in: world) }))
    }
    let run = try runClocked(changes)
    // Each of 400 datings rounds nothing but the end itself.
    #expect(abs(run.ends.seconds[0] - expected) < 1e-9)
  }

  @Test("a transition holds work up, and two at one instant hold it up once")
  func transition() throws {
    let processor = twoDomainProcessor(transition: SimDuration(nanoseconds: 3_000_000))
    let run = try runClocked(
      on: processor,
      [
        (
          0.5,
          { _, clocks, simulation in
            clocks[0].request(point: 1, in: simulation)
            clocks[1].request(point: 0, in: simulation)
          }
        )
      ])
    // Half at full speed, 3 ms of nothing, half at 0.75 * 0.5 + 0.25 * 0.5.
    #expect(run.ends.seconds == [1.503])
  }

  @Test("a change inside a transition starts the wait anew, and nothing is done meanwhile")
  func transitionInTransition() throws {
    let processor = twoDomainProcessor(transition: SimDuration(nanoseconds: 3_000_000))
    let run = try runClocked(
      on: processor,
      [
        (0.5, { _, clocks, simulation in clocks[0].request(point: 1, in: simulation) }),
        (0.502, { _, clocks, simulation in clocks[0].request(point: 3, in: simulation) }),
      ])
    #expect(run.ends.seconds == [0.502 + 0.003 + 0.5])
  }

  @Test("a change at the very instant of a completion changes nothing of that work")
  func changeAtCompletion() throws {
    // The event of the completion was scheduled first here, and last in the second case.
    let processor = twoDomainProcessor(transition: SimDuration(nanoseconds: 3_000_000))
    let run = try runClocked(
      on: processor, [(1, { _, clocks, simulation in clocks[0].request(point: 0, in: simulation) })]
    )
    #expect(run.ends.seconds == [1])

    let simulation = Simulation()
    let cluster = try Cluster(
      clockedServer(processor), used: 1, precision: .fp32, in: simulation)
    let ends = WorkEnds()
    let receiver = simulation.add(ends)
    let cpu = cluster.devices[0].processor
    simulation.spawn("change") {
      try await simulation.sleep(until: SimTime(nanoseconds: 1_000_000_000))
      cpu.clocks(at: simulation.now)[0].request(point: 0, in: simulation)
    }
    simulation.spawn("work") {
      try await simulation.sleep(for: .zero)
      cpu.start(Work(operations: 1e9), receiver: receiver, tag: 1, in: simulation)
    }
    try simulation.run()
    #expect(ends.seconds == [1])
  }

  @Test("work of no duration ends at its instant, whatever the clocks do")
  func zeroLength() throws {
    let run = try runClocked(
      operations: 0,
      [(0, { _, clocks, simulation in clocks[0].request(point: 0, in: simulation) })])
    #expect(run.ends.seconds == [0])
    try run.cluster.meter.closing(at: run.end)
  }

  @Test("cores taken offline leave their share undone, and without any work stands still")
  func cores() throws {
    let run = try runClocked([
      (0.2, { _, clocks, simulation in clocks[0].setCoresOnline(1, in: simulation) }),
      (
        0.6,
        { _, clocks, simulation in
          clocks[0].setCoresOnline(0, in: simulation)
          clocks[1].setCoresOnline(0, in: simulation)
        }
      ),
      (5.6, { _, clocks, simulation in clocks[0].setCoresOnline(3, in: simulation) }),
    ])
    // 0.2, then 0.4 s at 0.25 + 0.25, five seconds of nothing, then 0.6 left at 0.75.
    #expect(run.ends.seconds == [6.4])
    try run.cluster.meter.closing(at: run.end)
  }

  @Test("the lowest of request, cap and cooling counts")
  func limits() throws {
    let run = try runClocked([
      (
        0.1,
        { _, clocks, simulation in
          let big = clocks[0]
          big.setCap(Frequency(hertz: 1.7e9), in: simulation)
          #expect(big.frequency == Frequency(hertz: 1.5e9))
          big.setCoolingState(1, in: simulation)
          #expect(big.frequency == Frequency(hertz: 1e9))
          #expect(big.isThrottled)
          big.request(point: 1, in: simulation)
          #expect(!big.isThrottled)
          big.setCoolingState(9, in: simulation)
          #expect(big.coolingState == 2 && big.deepestCoolingState == 2)
          #expect(big.frequency == Frequency(hertz: 0.5e9))
          big.setCap(Frequency(hertz: 1e6), in: simulation)
          #expect(big.point == 0 && big.coolingState == 0)
        }
      )
    ])
    // 0.1 at full speed, 0.9 at 0.75 / 4 + 0.25.
    #expect(abs(run.ends.seconds[0] - (0.1 + 0.9 / 0.4375)) < 1e-9)
  }

  @Test(
    "the time at each point adds up to the run, and the throttled part of it is told with its joules"
  )
  func times() throws {
    let run = try runClocked([
      (0.25, { _, clocks, simulation in clocks[0].setCoolingState(2, in: simulation) }),
      (0.65, { _, clocks, simulation in clocks[0].setCoolingState(0, in: simulation) }),
      (3, { _, clocks, simulation in clocks[0].request(point: 0, in: simulation) }),
      (4, { _, _, _ in }),
    ])
    let times = run.cluster.devices[0].processor.clocks(at: run.end)[0].times(at: run.end)
    #expect(times.all.map(\.seconds) == [1, 0.4, 0, 2.6])
    #expect(times.busy.map(\.seconds) == [0, 0.4, 0, 0.75])
    let throttled = run.cluster.devices[0].throttled(at: run.end)
    #expect(throttled.time.seconds == 0.4)
    // Switching and awake watts of big at 750 mV and 1 GHz; both add up to 5 W at full clocks.
    let little = (switching: 0.4 * 0.75 * 0.75, awake: 0.1 * 0.75)
    let full = (switching: 3 * 0.4 * 2 + little.switching, awake: 3 * 0.1 + little.awake)
    let held = (switching: 4 * little.switching, awake: 4 * little.awake)
    let watts = (5 - full.awake) / full.switching * held.switching + held.awake
    #expect(abs(throttled.joules - 0.4 * (2 + watts)) < 1e-9)
  }

  @Test("a device is held back once, however many clocks are, and only while it works")
  func heldBack() throws {
    let run = try runClocked([
      (0.25, { _, clocks, simulation in clocks[0].setCoolingState(1, in: simulation) }),
      (0.5, { _, clocks, simulation in clocks[1].setCoolingState(1, in: simulation) }),
      // What is asked for is then no more than what is left.
      (0.75, { _, clocks, simulation in clocks[0].request(point: 0, in: simulation) }),
      (1, { _, clocks, simulation in clocks[1].setCap(Frequency(hertz: 5e8), in: simulation) }),
      (1.25, { _, clocks, simulation in clocks[0].request(point: 3, in: simulation) }),
      (9, { _, _, _ in }),
    ])
    let throttled = run.cluster.devices[0].throttled(at: run.end)
    #expect(abs(throttled.time.seconds - (0.75 + (run.ends.seconds[0] - 1.25))) < 1e-9)
    let record = run.cluster.deviceRecords(at: run.end)[0]
    #expect(record.throttled_s == throttled.time.seconds)
    #expect(record.throttled_J == throttled.joules)
  }

  @Test("a processor made slow by a fault takes that much longer")
  func health() throws {
    let run = try runClocked([
      (0.5, { cpu, _, simulation in cpu.setHealth(0.5, in: simulation) }),
      (1, { cpu, _, simulation in cpu.setHealth(1, in: simulation) }),
    ])
    #expect(run.ends.seconds == [1.25])
  }

  @Test("arithmetic and memory join by the exponent")
  func exponent() {
    func seconds(_ exponent: Double) -> Double {
      ProcessorModel(twoDomainProcessor(exponent: exponent)).seconds(
        Work(steps: 1, operations: 3e9, bytes: 4e10))
    }
    #expect(seconds(1) == 0.01 + 7)
    #expect(abs(seconds(2) - (0.01 + 5)) < 1e-12)
    #expect(seconds(.infinity) == 0.01 + 4)
  }

  @Test("the overhead of a step follows the clock that launches it")
  func overhead() {
    for (clock, expected) in [(OverheadClock.own, 0.02), (.host, 0.01)] {
      let model = ProcessorModel(twoDomainProcessor(overheadClock: clock))
      let half = ClockSetting(point: 1, coresOnline: 3)
      let speed = model.speed(at: [half, ClockSetting(point: 0, coresOnline: 1)])
      #expect(speed.arithmetic == 0.5)
      #expect(model.seconds(Work(steps: 1), at: speed) == expected)
    }
  }

  /// By hand: 40 % of the time waits for memory whatever the clock.
  @Test("a clock that scales a part of the work's time leaves the rest as it is")
  func partlyScaled() {
    var processor = twoDomainProcessor()
    processor.clocks.removeLast()
    processor.clocks[0].share.value = 1
    processor.clocks[0].scales = Sourced(0.6, .documented, source: "test")
    let model = ProcessorModel(processor)
    let half = model.speed(at: [ClockSetting(point: 1, coresOnline: 3)])
    #expect(abs(model.seconds(Work(operations: 1e9), at: half) - (0.6 * 2 + 0.4)) < 1e-12)
    #expect(abs(model.seconds(Work(operations: 1e9)) - 1) < 1e-12)
  }

  @Test("launching that overlaps with computing is joined with it by an exponent")
  func launchOverlap() {
    var processor = twoDomainProcessor(overheadClock: .host)
    processor.launchOverlap = Sourced(2, .documented, source: "test")
    let model = ProcessorModel(processor)
    // 10 ms to launch, and 10 ms of arithmetic.
    let both = Work(steps: 1, operations: 1e7)
    #expect(abs(model.seconds(both) - 0.01 * 2.0.squareRoot()) < 1e-12)
    #expect(abs(model.seconds(Work(steps: 3)) - 0.03) < 1e-12)
    #expect(abs(model.seconds(Work(operations: 1e7)) - 0.01) < 1e-12)
  }
}
