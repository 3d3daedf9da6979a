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
