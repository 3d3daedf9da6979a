import Hardware
import Learning

/// Federated averaging: every device trains alone on its own shard, then weights are averaged.
///
/// A round is one pass of every device over its shard. Then all send their weights to the first
/// device, which averages them by number of samples and sends the mean back.
/// Source: McMahan et al., "Communication-efficient learning of deep networks from decentralized
/// data", AISTATS 2017.
public struct FederatedAveraging: Strategy {
  public static let name = "federated-averaging"
  public static let summary =
    "Every device trains on its own shard; weights are averaged once per round."
  public static let parameters = [
    StrategyParameter(name: "batch", kind: .count, help: "samples per step of each device"),
    StrategyParameter(
      name: "momentum", kind: .choice(MomentumRule.allCases.map(\.rawValue)),
      defaultValue: MomentumRule.reset.rawValue, help: "the optimiser's momentum at an average"),
  ]

  let batch: Int
  let momentum: MomentumRule

  public init(_ parameters: StrategyParameters) {
    batch = parameters.count("batch")
    momentum = MomentumRule(rawValue: parameters.choice("momentum")) ?? .reset
  }

  public func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    Limits.batch(
      batch, "batch", exceeds: samples / devices, of: "a device's shard of the training set")
  }

  public func demand(devices: Int, samples: Int) -> StrategyDemand {
    StrategyDemand(
      devices: devices, batch: batch, storedSamples: shares(of: samples, among: devices)[0])
  }

  public func run(_ job: TrainingJob) async throws {
    let n = job.devices.count
    // Averaging the momentum means sending it: a second vector of the weights' size.
    let bytes = job.model.parameterBytes * (momentum == .averaged ? 2 : 1)
    let all = job.group(job.devices, name: "all devices")
    let alone = job.devices.map { job.group([$0], name: $0.name) }
    let gather = job.collective(.gather(bytes: bytes, participants: n), among: job.devices)
    let scatter = job.collective(
      .scatter(bytes: Array(repeating: bytes, count: n)), among: job.devices)
    let shards = job.shards(n)

    var weights = job.firstWeights()
    var last = alone.map { _ in weights }
    try await job.distributeData(shards.map(\.count), to: all)
    try await job.broadcastFirstWeights(to: all)
    while let round = job.nextRound() {
      let (start, before) = (weights, last)
      last = try await job.simulation.concurrently(alone.map(\.name)) { index in
        var own =
          momentum == .local ? job.combine(weightsOf: start, momentumOf: before[index]) : start
        let order = job.order(of: shards[index], number: index, ofRound: round)
        for batch in order.batches(of: batch) {
          try await alone[index].train([batch.count])
          own = job.step(own, batch: batch)
        }
        return own
      }
      try await all.run(gather)
      try await all.addOnFirst(vectorBytes: bytes)
      try await all.run(scatter)
      weights = job.average(last, samples: shards.map(\.count), momentum: momentum)
      try job.close(round: round, with: weights)
    }
  }
}
