import Hardware

/// Synchronous training through parameter servers.
///
/// The first `servers` devices serve a shard of the weights each and also train. In every step all
/// send each server its shard of their gradients, the servers add them and update their weights, and
/// send them back to everybody. With one server its one link carries everything: on equal links the
/// messages of a step take 2 (L + (n-1) S/B); with s servers 2 (L + (n-1) S/(sB)).
/// Source: Li et al., "Scaling distributed machine learning with the parameter server", OSDI 2014.
public struct ParameterServer: Synchronous {
  public static let name = "parameter-server"
  public static let summary =
    "Synchronous steps: all send gradients to servers, which send weights back."
  public static let parameters = [
    globalBatchParameter,
    StrategyParameter(
      name: "servers", kind: .count, defaultValue: "1",
      help: "devices that serve a shard of the weights each"),
  ]

  let globalBatch: Int
  let servers: Int

  public init(_ parameters: StrategyParameters) {
    globalBatch = parameters.count("global-batch")
    servers = parameters.count("servers")
  }

  public func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    synchronousProblems(devices: devices, samples: samples)
      + Limits.servers(servers, devices: devices)
  }

  public var synchronisesBatchNorm: Bool { true }

  public func run(_ job: TrainingJob) async throws {
    let n = job.devices.count
    let bytes = job.model.parameterBytes
    let all = job.trainingGroup(job.devices, name: "all devices")
    let push = job.collective(
      .shardedPush(bytes: bytes, servers: servers, participants: n), among: job.devices)
    let pull = job.collective(
      .shardedPull(bytes: bytes, servers: servers, participants: n), among: job.devices)

    var weights = job.firstWeights()
    try await job.distributeData(job.devices.map { _ in job.data.trainCount }, to: all)
    try await job.broadcastFirstWeights(to: all)
    while let round = job.nextRound() {
      try await job.judgeConfidence(weights, on: job.devices[0])
      for batch in job.order(ofRound: round).batches(of: globalBatch) {
        let shares = shares(of: batch.count, among: n)
        try await all.train(shares)
        try await all.run(push)
        try await all.addOnFirst(servers, vectorBytes: bytes / servers)
        try await all.run(pull)
        weights = job.step(weights, batch: batch.split(over: shares))
      }
      try job.close(round: round, with: weights)
    }
  }
}
