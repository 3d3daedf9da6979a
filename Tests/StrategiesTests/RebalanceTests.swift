import Hardware
import Learning
import Simulation
import Testing

@testable import Strategies

/// Batches shared by speed, against closed forms on a server without jitter.
@Suite struct RebalanceTests {
  private struct Run {
    var rounds: [RoundRecord]
    var devices: [DeviceRecord]
    var last: Double { rounds[rounds.count - 1].time_s - rounds[rounds.count - 2].time_s }
  }

  private let samples = 4000

  /// One group of four devices, of which the second runs at half its speed.
  private func run(
    _ rebalance: String, window: Int = 1, strategy: String = "group-wise",
    precision: TrainingPrecision = .fp32, rate: Double = 0.5, faults: [Fault]? = nil,
    rounds: Int = 12
  ) throws -> Run {
    let simulation = Simulation()
    let job = try TrainingJob.plain(
      devicesPerBoard: 4, samples: samples, rounds: rounds, precision: precision, in: simulation)
    let cluster = job.cluster
    _ = FaultInjector(
      FaultPlan(scheduled: faults ?? [Fault(.deviceSlows(1, rate: rate), from: .zero)]),
      on: cluster, in: simulation)
    let strategy: any Strategy =
      strategy == "group-wise"
      ? GroupWise.with([
        "groups": "1", "batch": "4000", "rebalance": rebalance, "window": "\(window)",
      ])
      : RingAllReduce.with([
        "global-batch": "4000", "rebalance": rebalance, "window": "\(window)",
      ])
    simulation.spawn("strategy") {
      try await strategy.run(job)
      simulation.finish()
    }
    let end = try simulation.run()
    try cluster.meter.closing(at: end)
    return Run(rounds: job.rounds, devices: cluster.deviceRecords(at: end))
  }

  private var each: Double {
    (ModelRegistry.described("lenet5")?.trainingOperationsPerSample ?? 0) / Plain.operations
  }

  @Test(
    "a slow device is given less, until all are done together",
    arguments: ["group-wise", "ring-all-reduce"])
  func slowDevice(strategy: String) throws {
    let even = try run("off", strategy: strategy)
    #expect(even.devices.map(\.samples) == [12000, 12000, 12000, 12000])
    // 3 (t - c) / a + (t / 2 - c) / a = 4000 samples.
    let best = (4000 * each + 4 * Plain.overhead) / 3.5
    let slowest = 2 * (1000 * each + Plain.overhead)
    for rebalance in ["oracle", "throughput"] {
      let found = try run(rebalance, window: 1, strategy: strategy)
      #expect(abs(even.last - found.last - (slowest - best)) < 2 * each, "\(rebalance)")
      #expect(found.devices.map(\.samples).reduce(0, +) == 12 * samples)
      #expect(found.devices[1].samples < 9000)
      #expect(found.devices.indices.allSatisfy { found.devices[$0].samples_int8 == 0 })
      #expect(found.rounds.allSatisfy { $0.samples == samples })
    }
  }

  @Test("equal devices are given equal shares, whatever shares them", arguments: ["fp32", "mixed"])
  func equal(precision: String) throws {
    let mixed = MixedSplit(share: .profiled, confidence: .fixed(0.5))
    let numbers = precision == "fp32" ? TrainingPrecision.fp32 : .mixed(mixed)
    let off = try run("off", precision: numbers, rate: 1)
    for rebalance in ["throughput", "oracle"] {
      let other = try run(rebalance, precision: numbers, rate: 1)
      #expect(other.devices.map(\.samples) == off.devices.map(\.samples))
      if precision == "fp32" {
        #expect(other.rounds.map(\.time_s) == off.rounds.map(\.time_s))
      } else {
        // The profiled split knows rates; what is measured and known has fixed costs in it too.
        #expect(other.last <= off.last)
      }
    }
  }

  @Test("nothing is measured anew before the window is full")
  func window() throws {
    let one = try run("throughput", window: 1, rounds: 5)
    let four = try run("throughput", window: 4, rounds: 6)
    let off = try run("off", rounds: 5)
    // A round is one step.
    #expect(one.rounds[0].time_s == off.rounds[0].time_s)
    #expect(one.rounds[1].time_s < off.rounds[1].time_s)
    #expect(four.rounds[3].time_s == off.rounds[3].time_s)
    #expect(four.rounds[4].time_s < off.rounds[4].time_s)
  }

  @Test("a device that dies and returns is shared with from nothing again")
  func returning() throws {
    let slow = Fault(.deviceSlows(1, rate: 0.5), from: .zero)
    let steady = try run("throughput", faults: [slow], rounds: 8)
    let third = steady.rounds[2].time_s
    let length = steady.last
    let death = Fault(
      .deviceDies(1), from: SimTime(nanoseconds: Int64((third + 0.5 * length) * 1e9)),
      until: SimTime(nanoseconds: Int64((third + 1.8 * length) * 1e9)))
    let found = try run("throughput", faults: [slow, death], rounds: 12)
    #expect(found.rounds.count == 12)
    #expect(found.rounds[3].samples == 0)
    #expect(found.rounds.last?.samples == samples)
    // In the end as without the death: measured again, not remembered.
    #expect(abs(found.last - length) < 3 * each)
    #expect(found.devices[1].samples < steady.devices[1].samples + 4 * 600)
  }

  @Test("with a throttled CPU the NPU trains more of a device's samples")
  func processors() throws {
    let mixed = TrainingPrecision.mixed(MixedSplit(share: .profiled, confidence: .fixed(0.5)))
    for mode in [Rebalance.throughput, .oracle] {
      let simulation = Simulation()
      let job = try TrainingJob.plain(
        devicesPerBoard: 2, samples: 64, precision: mixed, in: simulation)
      let cluster = job.cluster
      cluster.devices[0].processor.setHealth(0.25, in: simulation)
      let balancer = job.balancer(cluster.devices, Rebalancing(mode: mode, window: 1))
      let group = job.group(cluster.devices, name: "both")
      simulation.spawn("test") {
        var split = BatchSplit(samples: [])
        for _ in 0..<12 {
          split = balancer.split(of: 8000)
          let timings = try await group.train(split, timed: true)
          balancer.measured(split, timings)
          if mode == .throughput { continue }
          #expect(timings.count == 2)
        }
        let integer = try #require(split.integerSamples)
        #expect(split.samples.reduce(0, +) == 8000)
        func share(_ index: Int) -> Double {
          Double(integer[index]) / Double(split.samples[index])
        }
        // 1.1e11 to 0.5e10 and to 2e10, but for fixed costs.
        #expect(share(0) > 0.94)
        #expect(share(1) > 0.75 && share(1) < 0.92)
        #expect(split.samples[0] < split.samples[1])
        #expect(zip(integer, split.samples).allSatisfy { $0 >= 1 && $0 < $1 })
        // Both processors of a device are done at about the same time, and both devices are.
        let last = try await group.train(split, timed: true)
        let sample = 4 * self.each
        for (timing, fixed) in zip(last, [4 * Plain.overhead, Plain.overhead]) {
          // Rounding ends the approach where what is left of it is below half a sample.
          let stall = 0.5 * timing.own / (timing.own - fixed)
          #expect(abs(timing.own - timing.companion) < (1 + stall) * sample)
        }
        #expect(abs(last[0].whole - last[1].whole) < 2 * sample)
        #expect(last.allSatisfy { $0.whole > max($0.own, $0.companion) })
        simulation.finish()
      }
      try simulation.run()
      #expect(cluster.devices[0].integerSamples > 0)
      #expect(cluster.devices[0].samples + cluster.devices[1].samples == 13 * 8000)
    }
  }

  @Test("what the learner is told of a batch is what the devices trained")
  func learner() throws {
    let order = SampleOrder.shuffled(count: 40, seed: 1, name: "test")
    let split = BatchSplit(samples: [11, 0, 29], integerSamples: [4, 0, 20])
    let batch = order.batches(of: 40)[0].split(by: split)
    #expect(batch.workers == [11, 29])
    #expect(batch.npu == [4, 20])
  }

  @Test("who may be given more has to have the memory for it")
  func demand() {
    let parameters: KeyValuePairs = ["groups": "2", "batch": "64", "rebalance": "throughput"]
    #expect(GroupWise.with(parameters).demand(devices: 8, samples: 1000).batch == 61)
    #expect(
      GroupWise.with(["groups": "2", "batch": "64"]).demand(devices: 8, samples: 1000).batch == 16)
  }

  @Test("a ring that overlaps is not rebalanced")
  func overlap() {
    let ring = RingAllReduce.with([
      "global-batch": "64", "overlap": "on", "rebalance": "throughput",
    ])
    #expect(ring.problems(devices: 4, samples: 1000).map(\.parameter) == ["rebalance"])
  }
}
