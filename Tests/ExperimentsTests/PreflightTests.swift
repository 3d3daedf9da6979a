import Foundation
import Hardware
import Learning
import Reports
import Scenarios
import Testing

@testable import Experiments

@Suite struct PreflightTests {
  @Test("a model that does not fit says by how much, before anything runs")
  func memory() throws {
    var scenario = try smallScenario(strategies: "  - local: { batch: 32 }")
    scenario.cluster.server.device.memory.value = ByteCount(bytes: 1_000_000)
    let error = #expect(throws: PreflightError.self) { try Experiment(scenario) }
    let model = try #require(ModelRegistry.described("lenet5"))
    let needed = model.trainingMemoryBytes(batch: 32) + 128 * 785
    #expect(
      error
        == .memory(
          strategy: "local", device: "snapdragon-865", needed: needed, available: 1_000_000))
    #expect(error?.description.contains("\(needed - 1_000_000) B more than its memory") == true)
  }

  @Test(
    "what the optimiser keeps counts, for each learner of mixed precision",
    arguments: [
      ("sgd: { learning-rate: 0.01 }", "fp32", 2),
      ("sgd: { learning-rate: 0.01, momentum: 0.9 }", "fp32", 3),
      ("adam: { learning-rate: 0.01 }", "fp32", 4),
      ("sgd: { learning-rate: 0.01, momentum: 0.9 }", "mixed, alpha: 0.5", 5),
      ("adam: { learning-rate: 0.01 }", "mixed, alpha: 0.5", 7),
    ])
  func memoryOfStates(optimizer: String, precision: String, vectors: Int) throws {
    var scenario = try smallScenario(
      "training.optimizer={ \(optimizer) }",
      strategies: "  - local: { batch: 32, precision: \(precision) }")
    let model = try #require(ModelRegistry.described("lenet5"))
    let needed = model.trainingMemoryBytes(batch: 32, vectors: vectors) + 128 * 785
    scenario.cluster.server.device.memory.value = ByteCount(bytes: needed)
    _ = try Experiment(scenario)
    scenario.cluster.server.device.memory.value = ByteCount(bytes: needed - 1)
    #expect(throws: PreflightError.self) { try Experiment(scenario) }
  }

  @Test(
    "what compression keeps from step to step counts",
    arguments: [
      ("method: top-k, share: 0.01", 5), ("method: one-bit", 4), ("method: ternary", 4),
    ])
  func memoryOfCompression(method: String, vectors: Int) throws {
    var scenario = try smallScenario(
      "training.optimizer={ sgd: { learning-rate: 0.01, momentum: 0.9 } }",
      strategies: "  - gradient-compression: { global-batch: 32, \(method) }")
    let devices = try #require(scenario.strategies.first.map(scenario.deviceCount))
    let model = try #require(ModelRegistry.described("lenet5"))
    let share = (32 + devices - 1) / devices
    let needed = model.trainingMemoryBytes(batch: share, vectors: vectors) + 128 * 785
    scenario.cluster.server.device.memory.value = ByteCount(bytes: needed)
    _ = try Experiment(scenario)
    scenario.cluster.server.device.memory.value = ByteCount(bytes: needed - 1)
    #expect(throws: PreflightError.self) { try Experiment(scenario) }
  }

  @Test(
    "weights that are kept beside those that are trained count",
    arguments: [
      ("tree-averaging: { batch: 8 }", 16, 3), ("tree-averaging: { batch: 8, ternary: on }", 16, 4),
      ("group-wise: { groups: auto, batch: 8 }", 128, 5),
    ])
  func memoryOfKeptWeights(strategy: String, stored: Int, vectors: Int) throws {
    var scenario = try smallScenario(
      "training.optimizer={ sgd: { learning-rate: 0.01, momentum: 0.9 } }",
      strategies: "  - \(strategy)")
    let model = try #require(ModelRegistry.described("lenet5"))
    let held = scenario.strategies[0].name == "group-wise" ? scenario.training.validation : 0
    let needed =
      model.trainingMemoryBytes(batch: 8, vectors: vectors) + (stored - held) * 785
    scenario.cluster.server.device.memory.value = ByteCount(bytes: needed)
    _ = try Experiment(scenario)
    scenario.cluster.server.device.memory.value = ByteCount(bytes: needed - 1)
    #expect(throws: PreflightError.self) { try Experiment(scenario) }
  }

  @Test(
    "beside users a device may have the work and the data of a whole group, and has to hold them")
  func memoryBesideUsers() throws {
    let strategies = "  - group-wise: { groups: 2, batch: 16 }"
    let users =
      "user-load={ trace: [{ at: 0 s, busy: 50 % }], session: 10 s, activity: 50 %, switch: 10 ms, "
      + "objective: 100 ms, run-for: 2 s }"
    let model = try #require(ModelRegistry.described("lenet5"))
    let needed = model.trainingMemoryBytes(batch: 16) + 128 * 785
    for (overrides, isRefused) in [([], false), ([users], true)] {
      var scenario = try smallScenario(overrides, strategies: strategies)
      scenario.cluster.server.device.memory.value = ByteCount(bytes: needed)
      _ = try Experiment(scenario)
      scenario.cluster.server.device.memory.value = ByteCount(bytes: needed - 1)
      if !isRefused {
        _ = try Experiment(scenario)
        continue
      }
      #expect(
        throws: PreflightError.memory(
          strategy: "group-wise", device: "snapdragon-865", needed: needed, available: needed - 1)
      ) { try Experiment(scenario) }
    }
  }

  @Test("a data set that is missing or cut is an error that names the file")
  func data() throws {
    try withTemporaryFolder { folder in
      var scenario = try smallScenario()
      scenario.training.dataSet = .idx(folder: folder.path)
      let missing = #expect(throws: LearningError.self) { try Experiment(scenario) }
      #expect(missing?.description.contains("train-images-idx3-ubyte") == true)
    }
  }

  @Test("training that diverges is a result of its strategy, beside those of the others")
  func divergence() throws {
    let scenario = try smallScenario("training.optimizer.sgd.learning-rate=1000")
    let outcome = try Experiment(scenario).run(.init(jobs: 2))
    #expect(outcome.record.strategies.count == 5)
    let local = outcome.record.strategies[0]
    #expect(local.failure?.contains("learning rate") == true)
    #expect(local.rounds.isEmpty)
    #expect(local.simulated_time_s > 0)
    let text = Comparison(of: outcome.record).text()
    #expect(text.contains("failed after 0 rounds"))
    #expect(text.contains("local failed: "))
  }
}
