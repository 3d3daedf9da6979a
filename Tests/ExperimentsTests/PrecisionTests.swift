import Foundation
import Learning
import Scenarios
import Testing

@testable import Experiments

@Suite struct PrecisionTests {
  @Test("integers alone learn, the same for every number of jobs and with or without sharing")
  func niti() throws {
    let scenario = try smallScenario(
      "training.precision=niti", "training.dataset={ generated: { train: 512, test: 200 } }",
      "training.target.rounds=4",
      strategies: """
          - ring-all-reduce: { global-batch: 32 }
          - parameter-server: { global-batch: 32 }
          - federated-averaging: { batch: 8, momentum: reset }
        """)
    let experiment = try Experiment(scenario)
    let outcome = try experiment.run(.init(jobs: 2))
    let accuracies = outcome.record.strategies.map { $0.rounds.compactMap(\.accuracy) }
    #expect(accuracies.allSatisfy { $0.count == 4 })
    // Ten classes: guessing gets a tenth right.
    #expect(accuracies.allSatisfy { ($0.last ?? 0) > 0.5 }, "\(accuracies)")
    #expect(accuracies[0] == accuracies[1])
    #expect(
      outcome.record.strategies[0].parameters.hasSuffix(
        ", precision: niti, gradient-bits: { 1: 5, 101: 4, 151: 3 }"))
    for device in outcome.record.strategies[0].devices.prefix(8) {
      #expect(device.energy_J.contains { $0.component == "npu" && $0.joules > 0 })
      #expect(!device.energy_J.contains { $0.component == "cpu" })
    }
    let alone = try experiment.run(.init(jobs: 1, sharing: false))
    #expect(alone.record == outcome.record)
  }

  @Test("npu and mixed learn, and what each device trains in INT8 decides the numbers")
  func quantised() throws {
    let scenario = try smallScenario(
      "training.dataset={ generated: { train: 512, test: 200 } }", "training.target.rounds=3",
      strategies: """
          - ring-all-reduce: { global-batch: 32 }
          - ring-all-reduce: { global-batch: 32, precision: npu }
          - ring-all-reduce: { global-batch: 32, precision: mixed, alpha: 0.5 }
          - ring-all-reduce: { global-batch: 32, precision: mixed, alpha: 0.5, npu-share: 0 }
          - federated-averaging: { batch: 8, precision: mixed, alpha: 0.5 }
          - ring-all-reduce: { global-batch: 32, precision: mixed }
          - ring-all-reduce: { global-batch: 32, precision: mixed, alpha: 1 }
        """)
    let experiment = try Experiment(scenario)
    let outcome = try experiment.run(.init(jobs: 2))
    let rounds = outcome.record.strategies.map(\.rounds)
    #expect(rounds.allSatisfy { $0.count == 3 })
    let last = rounds.map { $0.last?.accuracy ?? 0 }
    // By similarity: neither that of a fixed half nor FP32 alone, and it is paid for.
    #expect(last[5] > 0.5)
    #expect(Set([2, 5, 6].map { rounds[$0].last?.loss }).count == 3)
    #expect((rounds[5].last?.time_s ?? 0) > (rounds[2].last?.time_s ?? .infinity))
    #expect(last.prefix(4).allSatisfy { $0 > 0.5 }, "\(last)")
    // 24 steps of each device without momentum between rounds are a slow start in any precision.
    #expect(last[4] > (rounds[4].first?.accuracy ?? 1))
    // Other numbers in every precision.
    #expect(Set(rounds.prefix(3).map { $0.last?.loss }).count == 3)
    let again = try experiment.run(.init(jobs: 1, sharing: false))
    #expect(again.record == outcome.record)
  }

  @Test("a VGG without batch normalisation learns in integers; one with it is refused")
  func nitiOfVGG() throws {
    try withTemporaryFolder { folder in
      for name in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
        let records = (0..<2).map { (label: Int) -> [UInt8] in
          let pixels = (0..<3072).map { UInt8(truncatingIfNeeded: $0 * (label + 3) / 7) }
          return [UInt8(label)] + pixels
        }
        try Data(records.joined()).write(to: folder.appending(path: name))
      }
      let scenario = try smallScenario(
        "training.model=vgg11-plain", "training.dataset={ cifar: \(folder.path) }",
        "training.precision=niti", strategies: "  - ring-all-reduce: { global-batch: 8 }")
      let rounds = try Experiment(scenario).run(.init(jobs: 2)).record.strategies[0].rounds
      #expect(rounds.count == 2)
      #expect(rounds.allSatisfy { $0.loss != nil })
      #expect(throws: Diagnostics.self) {
        try smallScenario("training.model=vgg11", "training.precision=niti")
      }
    }
  }

  @Test("the table of strategies in every precision has times, joules and no accuracy")
  func timed() throws {
    let scenario = try smallScenario(
      "training.learning=none", "training.jitter=none",
      strategies: """
          - local: { batch: 32 }
          - local: { batch: 32, precision: npu }
          - local: { batch: 32, precision: niti }
          - local: { batch: 32, precision: mixed, alpha: 0.5 }
          - local: { batch: 32, precision: mixed, npu-share: 50 %, alpha: 0.5 }
        """)
    let record = try Experiment(scenario).run(.init(jobs: 1)).record
    let model = try #require(ModelRegistry.described("lenet5"))
    let round = record.strategies.map { $0.rounds[1].time_s - $0.rounds[0].time_s }
    // Four steps a round; 9.5 ms for each start, 20 and 110 GFLOP/s, 10 GB/s.
    let operations = model.trainingOperationsPerSample
    func cpu(_ samples: Double) -> Double { 0.0095 + samples * operations / 20e9 }
    func npu(_ samples: Double) -> Double { 0.0095 + samples * operations / 110e9 }
    func floats(_ samples: Double) -> Double {
      (samples * Double(model.floatBytesPerSample) + Double(model.floatBytesPerStep)) / 10e9
    }
    let merge = 3 * Double(model.parameterBytes) / 10e9
    // 110 of 130 GFLOP/s of 32 samples: 27.
    let expected = [
      cpu(32), npu(32) + floats(32), npu(32), max(cpu(5), npu(27)) + floats(27) + merge,
      max(cpu(16), npu(16)) + floats(16) + merge,
    ]
    for (found, expected) in zip(round, expected) { #expect(abs(found - 4 * expected) < 1e-6) }
    #expect(
      record.strategies[3].parameters
        == "batch: 32, precision: mixed, npu-share: profiled, alpha: 0.5")
    #expect(record.assumptions.contains { $0.path == "lenet5.snapdragon-865.npu.int8" })
  }
}
