import Hardware
import Learning
import Simulation
import Testing

@testable import Strategies

/// What a step takes and draws in each precision, against closed forms.
@Suite struct PrecisionTests {
  private func isClose(_ measured: Double, _ expected: Double) -> Bool {
    abs(measured - expected) < 1e-6
  }

  private func local(_ precision: TrainingPrecision) throws -> TimedRun {
    try TimedRun(
      Local.with(["batch": "64"]), devicesPerBoard: 2, samples: 64, precision: precision)
  }

  /// The products of so many samples in INT8, in seconds.
  private func integer(_ samples: Int, _ model: ModelDescription) -> Double {
    Plain.integerOverhead + Double(samples) * model.trainingOperationsPerSample
      / Plain.integerOperations
  }

  /// The FP32 bytes around them.
  private func floats(_ samples: Int, _ model: ModelDescription) -> Double {
    Double(samples * model.floatBytesPerSample + model.floatBytesPerStep) / Plain.memory
  }

  @Test("npu: the products on the one processor, then the FP32 bytes on the other")
  func npu() throws {
    let run = try local(.npu)
    #expect(isClose(run.secondRound, integer(64, run.model) + floats(64, run.model)))
    let joules = run.devices[0].energy_J
    #expect(isClose(joules.of("npu"), 2 * 1.5 * integer(64, run.model)))
    #expect(isClose(joules.of("cpu"), 2 * 5 * floats(64, run.model)))
    #expect(isClose(run.devices[0].compute_s, 2 * run.secondRound))
  }

  @Test("niti: all of it on the INT8 processor, and no other is powered")
  func niti() throws {
    let run = try local(.niti())
    #expect(isClose(run.secondRound, integer(64, run.model)))
    #expect(run.devices[0].energy_J.map(\.component).contains("npu"))
    #expect(!run.devices[0].energy_J.map(\.component).contains("cpu"))
  }

  @Test("mixed: both at once, then the bytes and the merge", arguments: [0.05, 0.75, 0.9, 1, 0])
  func mixed(share: Double) throws {
    let run = try local(.mixed(MixedSplit(share: .fixed(share), confidence: .fixed(0.5))))
    let samples = Int((64 * share).rounded())
    let own = samples == 64 ? 0 : run.compute(64 - samples)
    let companion = samples == 0 ? 0 : integer(samples, run.model)
    let merge = samples % 64 == 0 ? 0 : run.adding(1)
    let after = samples == 0 ? 0 : floats(samples, run.model) + merge
    #expect(isClose(run.secondRound, max(own, companion) + after))
    let joules = run.devices[0].energy_J
    #expect(isClose(joules.of("cpu"), 2 * 5 * (own + after)))
    #expect(isClose(joules.of("npu"), 2 * 1.5 * companion))
  }

  @Test("what a profiled split gives is proportional to the rates, in whole samples")
  func profiled() throws {
    let simulation = Simulation()
    let cluster = try Cluster(
      plainServer(boards: 1, devicesPerBoard: 1, hasNPU: true), used: 1,
      precisions: [.fp32, .int8], in: simulation)
    let model = try #require(ModelRegistry.described("lenet5"))
    let costs = StepCosts(
      model, .mixed(MixedSplit(confidence: .fixed(0.5))), on: cluster.devices[0])
    for samples in 0...200 {
      let found = costs.integerSamples(of: samples)
      // 1.1e11 of 1.3e11 operations a second; the nearest whole number.
      #expect(abs(Double(found) - Double(samples) * 11 / 13) <= 0.5)
      let pieces = costs.pieces(StepPart(samples: samples))
      let operations = (pieces?.own?.operations ?? 0) + (pieces?.companion?.operations ?? 0)
      #expect(isClose(operations, Double(samples) * model.trainingOperationsPerSample))
    }
    // Both processors are then done at about the same time, but for their fixed costs.
    #expect(costs.integerSamples(of: 13) == 11)
  }

  @Test("strategies take every precision: a ring's step is the device's, then the messages")
  func ring() throws {
    for precision in [
      TrainingPrecision.npu, .niti(),
      .mixed(MixedSplit(share: .fixed(0.5), confidence: .fixed(0.5))),
    ] {
      let run = try TimedRun(
        RingAllReduce.with(["global-batch": "64"]), devicesPerBoard: 4, samples: 64,
        precision: precision)
      let step =
        switch precision {
        case .npu: integer(16, run.model) + floats(16, run.model)
        case .niti: integer(16, run.model)
        default: run.compute(8) + floats(8, run.model) + run.adding(1)
        }
      let size = Double(run.model.parameterBytes)
      let messages = 6 * (Plain.latency + size / (4 * Plain.rate)) + run.adding(0.75)
      #expect(isClose(run.secondRound, step + messages))
    }
  }

  /// Runs operations on a group of `count` devices and returns the instants at which they ended.
  private func conduct(
    _ precision: TrainingPrecision, devices count: Int = 1, faults: [Fault] = [],
    _ body: @escaping (TrainingJob, ReplicaGroup, Simulation) async throws -> Void
  ) throws -> Cluster {
    let simulation = Simulation()
    let job = try TrainingJob.plain(
      devicesPerBoard: count, samples: 64, precision: precision, in: simulation)
    let cluster = job.cluster
    _ = FaultInjector(FaultPlan(scheduled: faults), on: cluster, in: simulation)
    simulation.spawn("test") {
      try await body(job, job.group(cluster.devices, name: "all devices"), simulation)
      simulation.finish()
    }
    let end = try simulation.run()
    try cluster.meter.closing(at: end)
    return cluster
  }

  @Test("a step in parts takes what the whole takes, whichever precision")
  func parts() throws {
    let share = MixedSplit(share: .fixed(0.75), confidence: .fixed(0.5))
    for precision in [TrainingPrecision.fp32, .npu, .niti(), .mixed(share)] {
      _ = try conduct(precision) { _, group, simulation in
        let start = simulation.now
        try await group.train([64])
        let whole = (simulation.now - start).seconds
        let middle = simulation.now
        try await group.compute(parts: [StepPart(samples: 64, share: 0.25)])
        try await group.compute(parts: [StepPart(samples: 64, share: 0.75, startsStep: false)])
        #expect(abs((simulation.now - middle).seconds - whole) < 1e-6)
        // One with a number of INT8 samples of its own.
        let last = simulation.now
        try await group.compute(parts: [
          StepPart(samples: 64, startsStep: false, integerSamples: 0)
        ])
        if case .mixed = precision {
          let operations =
            64 * (ModelRegistry.described("lenet5")?.trainingOperationsPerSample ?? 0)
          #expect(abs((simulation.now - last).seconds - operations / Plain.operations) < 1e-6)
        }
      }
    }
  }

  @Test("a pipeline splits every micro-batch in whole samples")
  func microBatches() throws {
    let run = try TimedRun(
      TwoDimensional.with(["stages": "2", "global-batch": "64", "micro-batches": "8"]),
      devicesPerBoard: 2, samples: 64,
      precision: .mixed(MixedSplit(share: .fixed(0.4), confidence: .fixed(0.5))))
    // What both stages draw on the NPU is the INT8 samples' operations, and a start for each.
    let energy = run.devices.reduce(0) { $0 + $1.energy_J.of("npu") }
    // 8 micro-batches of 8 samples, 3 of them in INT8.
    let integer = 24 * run.model.trainingOperationsPerSample / Plain.integerOperations
    #expect(isClose(energy, 2 * 1.5 * (integer + 2 * Plain.integerOverhead)))
  }

  @Test("a device that dies in a mixed step ends both processors' work, at any instant of it")
  func death() throws {
    let precision = TrainingPrecision.mixed(MixedSplit(share: .fixed(0.9), confidence: .fixed(0.5)))
    let model = try #require(ModelRegistry.described("lenet5"))
    let own = Plain.overhead + 6 * model.trainingOperationsPerSample / Plain.operations
    let companion = integer(58, model)
    let whole =
      max(own, companion) + floats(58, model) + 3 * Double(model.parameterBytes) / Plain.memory
    for part in stride(from: 0.05, to: 1, by: 0.09) {
      let time = whole * part
      let fault = Fault(
        .deviceDies(1), from: SimTime(nanoseconds: Int64(time * 1e9)),
        until: SimTime(nanoseconds: Int64(2 * time * 1e9)))
      let cluster = try conduct(precision, devices: 2, faults: [fault]) { job, group, simulation in
        var failure: DeviceFailure?
        do { try await group.train([64, 64]) } catch let error as DeviceFailure { failure = error }
        #expect(failure?.device == "soc 1")
        #expect(abs(simulation.now.seconds - time) < 1e-6)
        #expect(job.devices.allSatisfy { !$0.processors.contains { $0.isBusy } })
        for device in job.devices {
          #expect(abs(device.time(in: .compute, at: simulation.now).seconds - time) < 1e-6)
          #expect(abs(device.busySeconds(at: simulation.now).seconds - time) < 1e-6)
        }
        // Those that are left, and later the one that returned, train as before.
        try await job.group([job.devices[0]], name: "left").train([64])
        try await simulation.sleep(for: SimDuration(seconds: 3 * whole))
        let start = simulation.now
        try await job.group(job.devices, name: "all again").train([64, 64])
        #expect(abs((simulation.now - start).seconds - whole) < 1e-6)
      }
      let joules = cluster.deviceRecords(at: SimTime(nanoseconds: 1_000_000_000))[1].energy_J
      let both = min(time, companion) + companion
      #expect(abs(joules.of("npu") - 1.5 * both) < 1e-6)
    }
  }

  @Test("a device that a fault makes slow is slow on both processors")
  func slow() throws {
    let precision = TrainingPrecision.mixed(MixedSplit(share: .fixed(0.9), confidence: .fixed(0.5)))
    _ = try conduct(precision) { _, group, simulation in
      try await group.train([64])
      let whole = simulation.now.seconds
      let start = simulation.now
      for processor in group.devices[0].processors { processor.setHealth(0.5, in: simulation) }
      try await group.train([64])
      #expect(abs((simulation.now - start).seconds - 2 * whole) < 1e-6)
    }
    let fault = Fault(.deviceSlows(0, rate: 0.25), from: .zero)
    _ = try conduct(precision, faults: [fault]) { job, _, simulation in
      try await simulation.sleep(for: SimDuration(seconds: 1))
      #expect(job.devices[0].processors.map(\.health) == [0.25, 0.25])
    }
  }
}

extension [NamedJoules] {
  fileprivate func of(_ name: String) -> Double {
    first { $0.component == name }?.joules ?? 0
  }
}
