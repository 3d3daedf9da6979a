import Hardware

/// Synchronous training through a parameter server.
///
/// The first device is the server and also trains. In every step all others send it their
/// gradients, it adds them and updates the weights, and sends the weights back to everybody. Its
/// one link carries everything: on equal links a step's messages take 2 (L + (n-1) S/B).
public struct ParameterServer: Synchronous {
  public static let name = "parameter-server"
  public static let summary =
    "Synchronous steps: all send gradients to one device, which sends weights back."
  let globalBatch: Int

  public func run(_ job: TrainingJob) async throws {
    let n = job.devices.count
    let bytes = job.model.parameterBytes
    let all = job.group(job.devices, name: "all devices")
    let push = job.collective(.gather(bytes: bytes, participants: n), among: job.devices)
    let pull = job.collective(
      .scatter(bytes: Array(repeating: bytes, count: n)), among: job.devices)

    var weights = job.firstWeights()
    try await job.distributeData(job.devices.map { _ in job.data.trainCount }, to: all)
    try await job.broadcastFirstWeights(to: all)
    while let round = job.nextRound() {
      for batch in job.order(ofRound: round).batches(of: globalBatch) {
        let shares = shares(of: batch.count, among: n)
        try await all.train(shares)
        try await all.run(push)
        try await all.addOnFirst(vectorBytes: bytes)
        try await all.run(pull)
        weights = job.step(weights, batch: batch.split(over: shares))
      }
      try job.close(round: round, with: weights)
    }
  }
}
