import Hardware
import Simulation
import Testing

@testable import Strategies

/// What every strategy does when a device dies, at any instant of its run.
@Suite struct DeviceDeathTests {
  private struct Outcome {
    var rounds: [RoundRecord]
    var failure: (any Error)?
    var cluster: Cluster
    var end: SimTime
  }

  private let samples = 128
  private let rounds = 3

  private func run(
    _ strategy: any Strategy, _ faults: [Fault], boards: Int = 2, devicesPerBoard: Int = 4,
    rounds: Int = 3
  ) throws -> Outcome {
    let simulation = Simulation()
    let job = try TrainingJob.plain(
      boards: boards, devicesPerBoard: devicesPerBoard, samples: samples, rounds: rounds,
      in: simulation)
    let cluster = job.cluster
    _ = FaultInjector(FaultPlan(scheduled: faults), on: cluster, in: simulation)
    simulation.spawn("strategy") {
      try await strategy.run(job)
      simulation.finish()
    }
    var failure: (any Error)?
    do {
      try simulation.run()
    } catch let error as ProcessFailure {
      failure = error.underlying
    }
    // Anything else, such as a deadlock, is thrown on.
    try cluster.meter.closing(at: simulation.now)
    return Outcome(
      rounds: job.rounds, failure: failure, cluster: cluster, end: simulation.now)
  }

  private static let federated = FederatedAveraging.with(["batch": "8", "momentum": "reset"])
  private static func groupWise(_ across: String) -> GroupWise {
    GroupWise.with(["groups": "4", "batch": "8", "across": across])
  }

  /// Those that cannot do without a device.
  private static let synchronous: [any Strategy] = [
    Local.with(["batch": "32"]), ParameterServer.with(["global-batch": "32", "servers": "2"]),
    RingAllReduce.with(["global-batch": "32"]),
    RingAllReduce.with(["global-batch": "32", "overlap": "on"]),
    CompressedGradients.with(["global-batch": "32"]),
    TwoDimensional.with(["global-batch": "32", "stages": "2"]),
  ]

  /// Those that go on with the others.
  private static let enduring: [any Strategy] = [
    federated, TreeAveraging.with(["batch": "8"]), groupWise("ring"), groupWise("tree"),
    GroupWise.with([
      "groups": "4", "batch": "8", "rebalance": "throughput", "window": "1",
    ]),
  ]

  /// The end of the distribution of data and weights, and of the run, without a fault.
  private func span(_ strategy: any Strategy) throws -> (start: Double, end: Double) {
    let whole = try run(strategy, [])
    #expect(whole.failure == nil && whole.rounds.count == rounds)
    let round = whole.rounds[2].time_s - whole.rounds[1].time_s
    return (whole.rounds[0].time_s - round, whole.rounds[2].time_s)
  }

  @Test(
    "a device that dies under a strategy that cannot do without it ends the run and says so",
    arguments: [0, 5])
  func synchronous(device: Int) throws {
    for strategy in Self.synchronous {
      let span = try span(strategy)
      for part in stride(from: 0.03, to: 1, by: 0.07) {
        let time = span.end * part
        let outcome = try run(
          strategy, [Fault(.deviceDies(device), from: SimTime(nanoseconds: Int64(time * 1e9)))])
        if strategy is Local, device != 0 {
          #expect(outcome.failure == nil && outcome.rounds.count == rounds)
          continue
        }
        let failure = try #require(outcome.failure as? DeviceFailure)
        #expect(failure.device == "soc \(device)")
        #expect(failure.time.seconds >= time - 1e-9)
        // At most a step later: nobody waits for a dead device.
        #expect(failure.time.seconds < time + 0.1)
        #expect(outcome.rounds.count < rounds)
      }
    }
  }

  @Test("federated averaging and groups go on without devices that die, at any instant")
  func goingOn() throws {
    for strategy in Self.enduring {
      let span = try span(strategy)
      for device in [0, 1, 6] {
        for part in stride(from: 0.02, to: 1, by: 0.047) {
          let time = span.start + (span.end - span.start) * part
          let death = Fault(
            .deviceDies(device), from: SimTime(nanoseconds: Int64(time * 1e9)))
          let outcome = try run(strategy, [death])
          #expect(outcome.failure == nil, "\(type(of: strategy)) \(device) \(part)")
          #expect(outcome.rounds.count == rounds)
        }
      }
    }
  }

  @Test("a round without a device counts the samples of the others")
  func samplesOfARound() throws {
    let span = try span(Self.federated)
    let round = (span.end - span.start) / 3
    let time = SimTime(nanoseconds: Int64((span.start + 1.2 * round) * 1e9))
    let outcome = try run(Self.federated, [Fault(.deviceDies(3), from: time)])
    // 16 samples each; the dead device did one step of two at most in its last round.
    #expect(outcome.rounds.map(\.samples).first == 128)
    #expect((112...120).contains(outcome.rounds[1].samples))
    #expect(outcome.rounds[2].samples == 112)

    let groups = try run(Self.groupWise("ring"), [Fault(.deviceDies(3), from: time)])
    #expect(groups.failure == nil)
    // The group goes on with one device and its whole shard.
    #expect(groups.rounds[2].samples == 128)
  }

  @Test("a device that returns takes part again from the next round on")
  func returning() throws {
    let span = try span(Self.federated)
    let round = (span.end - span.start) / 3
    func instant(_ rounds: Double) -> SimTime {
      SimTime(nanoseconds: Int64((span.start + rounds * round) * 1e9))
    }
    for strategy in [Self.federated as any Strategy, Self.groupWise("ring")] {
      let outcome = try run(
        strategy, [Fault(.deviceDies(3), from: instant(0.1), until: instant(1.4))], rounds: 5)
      #expect(outcome.failure == nil)
      #expect(outcome.rounds.count == 5)
      #expect(outcome.rounds[4].samples == 128)
      let device = outcome.cluster.deviceRecords(at: outcome.end)[3]
      let other = outcome.cluster.deviceRecords(at: outcome.end)[4]
      #expect(device.compute_s > 0.2 * other.compute_s)
      #expect(device.compute_s < 0.9 * other.compute_s)
    }
  }

  @Test("a device that returns while weights are averaged was not given them")
  func returningInAnAverage() throws {
    for strategy in [Self.federated as any Strategy, Self.groupWise("ring")] {
      let span = try span(strategy)
      let round = (span.end - span.start) / 3
      func instant(_ rounds: Double) -> SimTime {
        SimTime(nanoseconds: Int64((span.start + rounds * round) * 1e9))
      }
      // The second round's average is the only time in which nobody computes steps: find it.
      func run(until rounds: Double) throws -> Outcome {
        try self.run(
          strategy, [Fault(.deviceDies(3), from: instant(0.1), until: instant(rounds))], rounds: 4)
      }
      let away = try run(until: 100)
      let (start, end) = (away.rounds[0].time_s, away.rounds[1].time_s)
      func returned(_ part: Double) throws -> Outcome {
        let back = SimTime(nanoseconds: Int64((start + (end - start) * part) * 1e9))
        return try self.run(
          strategy, [Fault(.deviceDies(3), from: instant(0.1), until: back)], rounds: 4)
      }
      // How much it computes in all tells from which round on it trains again.
      func compute(_ outcome: Outcome) -> Double {
        outcome.cluster.deviceRecords(at: outcome.end)[3].compute_s
      }
      let before = try compute(returned(0.01))
      let after = try compute(returned(1.01))
      #expect(before > 1.5 * after - 0.5 * compute(away))
      var changes = 0
      var last = before
      for part in stride(from: 0.05, through: 0.999, by: 0.01) {
        let outcome = try returned(part)
        #expect(outcome.failure == nil && outcome.rounds.count == 4)
        let found = compute(outcome)
        #expect(abs(found - before) < 1e-3 || abs(found - after) < 1e-3)
        if abs(found - last) > 1e-3 { changes += 1 }
        last = found
        // From the first message of the average on it is too late for this round.
        if part > 0.99 { #expect(abs(found - after) < 1e-3) }
      }
      #expect(changes == 1)
    }
  }

  @Test("when every device dies the run says so")
  func nobodyLeft() throws {
    for strategy in Self.enduring {
      let span = try span(strategy)
      let deaths = (0..<8).map { number in
        Fault(
          .deviceDies(number),
          from: SimTime(
            nanoseconds: Int64((span.start + Double(number + 2) * 0.01 * span.end) * 1e9)))
      }
      let outcome = try run(strategy, deaths)
      #expect(outcome.failure is NoDevicesLeft)
    }
  }

  @Test("a broken link that is no device's death ends the run and is named")
  func brokenLink() throws {
    for strategy in Self.synchronous.dropFirst() + Self.enduring {
      let span = try span(strategy)
      let outcome = try run(
        strategy,
        [Fault(.linkBreaks("board 1"), from: SimTime(nanoseconds: Int64(span.start * 1e9)))])
      let failure = try #require(outcome.failure as? CollectiveFailure)
      #expect(failure.link == "board 1 up" || failure.link == "board 1 down")
    }
  }

  @Test("devices that die and return at random leave no run hanging", arguments: 1...6)
  func random(seed: Int) throws {
    for strategy in Self.enduring {
      let span = try span(strategy)
      var faults: [Fault] = []
      let stream = Simulation(seed: UInt64(seed)).stream(named: "faults")
      for device in 0..<8 {
        var time = span.start
        while time < 3 * span.end {
          time += stream.exponential(mean: span.end)
          let back = time + stream.exponential(mean: span.end / 6)
          faults.append(
            Fault(
              .deviceDies(device), from: SimTime(nanoseconds: Int64(time * 1e9)),
              until: SimTime(nanoseconds: Int64(back * 1e9) + 1)))
          time = back
        }
      }
      let outcome = try run(strategy, faults, rounds: 8)
      #expect(outcome.failure == nil || outcome.failure is NoDevicesLeft)
      if outcome.failure == nil { #expect(outcome.rounds.count == 8) }
    }
  }
}
