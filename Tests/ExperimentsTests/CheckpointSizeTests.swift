import Experiments
import Learning
import Reports
import Testing

/// What devices write when users take them.
@Suite struct CheckpointSizeTests {
  @Test(
    "a checkpoint holds the weights and all that the optimiser keeps, of every learner",
    arguments: [
      ("sgd: { learning-rate: 0.01 }", "fp32", 1.0),
      ("sgd: { learning-rate: 0.01, momentum: 0.9 }", "fp32", 2),
      ("adam: { learning-rate: 0.001 }", "fp32", 3),
      ("sgd: { learning-rate: 0.01, momentum: 0.9 }", "mixed", 3),
    ])
  func size(optimizer: String, precision: String, vectors: Double) throws {
    let alpha = precision == "mixed" ? ", alpha: 0.5" : ""
    let scenario = try smallScenario(
      [
        "training.learning=none", "training.target={ rounds: 100, time: 2 s }",
        "training.optimizer={ \(optimizer) }",
        "user-load={ trace: [{ at: 0 s, busy: 0 % }, { at: 1 s, busy: 0 % }, "
          + "{ at: 1100 ms, busy: 99.9 % }], session: 10 s, activity: 50 %, switch: 10 ms, "
          + "objective: 100 ms, run-for: 2 s, morning: 1 s }",
      ],
      strategies: "  - federated-averaging: { batch: 8, precision: \(precision)\(alpha) }")
    let record = try Experiment(scenario).run(.init(jobs: 1)).record
    let users = try #require(record.strategies[0].users)
    let model = try #require(ModelRegistry.described("lenet5"))
    #expect(users.checkpoints > 0 && users.checkpoints == users.preemptions)
    // A session that takes a device from training waits until 410 MB/s have written the checkpoint.
    let writing = vectors * Double(model.parameterBytes) / 410e6
    #expect(abs((users.wait_maximum_s ?? 0) - (0.01 + writing)) < 1e-8)
  }
}
