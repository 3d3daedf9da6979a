/// One device trains alone: the yardstick of every speed-up.
public struct Local: Strategy {
  public static let name = "local"
  public static let summary = "One device trains alone on the whole training set."
  public static let parameters = [
    StrategyParameter(name: "batch", kind: .count, help: "samples per step of the device")
  ]

  let batch: Int

  public init(_ parameters: StrategyParameters) { batch = parameters.count("batch") }

  public func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    Limits.batch(batch, "batch", exceeds: samples, of: "the training set")
  }

  public func demand(devices: Int, samples: Int) -> StrategyDemand {
    StrategyDemand(devices: 1, batch: batch, storedSamples: samples)
  }

  public var synchronisesBatchNorm: Bool { true }

  public func run(_ job: TrainingJob) async throws {
    let alone = job.group([job.devices[0]], name: "the device")
    var weights = job.firstWeights()
    try await job.distributeData([job.data.trainCount], to: alone)
    while let round = job.nextRound() {
      try await job.judgeConfidence(weights, on: job.devices[0])
      for batch in job.order(ofRound: round).batches(of: batch) {
        try await alone.train([batch.count])
        weights = job.step(weights, batch: batch)
      }
      try job.close(round: round, with: weights)
    }
  }
}
