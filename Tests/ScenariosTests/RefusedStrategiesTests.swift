import Scenarios
import Testing

/// Strategies that a run would have to stop for are told with their place, before anything runs.
@Suite struct RefusedStrategiesTests {
  @Test(arguments: [
    "{ adam: { learning-rate: 0.001 } }", "{ sgd: { learning-rate: 0.1, weight-decay: 0.0001 } }",
    "{ sgd: { learning-rate: 0.1, momentum: 0.9, nesterov: yes } }",
  ])
  func optimisersThatTakeNoCompressedGradients(optimizer: String) throws {
    func found(_ strategy: String, _ learning: String) throws -> [String] {
      complaints(
        try quickstartText(),
        overrides: [
          "training.optimizer=\(optimizer)", "training.learning=\(learning)",
          "training.dataset={ generated: { train: 512, test: 10 } }", "strategies=[\(strategy)]",
        ])
    }
    let compressed = "gradient-compression: { global-batch: 64 }"
    let complaint = try #require(found(compressed, "real").first)
    #expect(
      complaint.contains("gradient-compression: compressed gradients are learned with 'sgd' alone"))
    #expect(try found(compressed, "none").isEmpty)
    #expect(try found("ring-all-reduce: { global-batch: 64 }", "real").isEmpty)
  }

  @Test func noNumberOfGroupsFits() throws {
    // One group of 32 devices needs a batch of 32, two need 62 samples.
    let found = complaints(
      try quickstartText(),
      overrides: [
        "training.dataset={ generated: { train: 50, test: 10 } }",
        "strategies=[group-wise: { groups: auto, batch: 31 }]",
      ])
    #expect(found.contains { $0.contains("have no number of groups") }, "\(found)")
  }
}
