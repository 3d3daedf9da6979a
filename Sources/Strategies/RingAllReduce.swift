import Hardware

/// Synchronous training with a ring all-reduce of the gradients, in board order.
///
/// Neighbours of the ring stand on the same board where they can, so a board's uplink carries one
/// part per round of the ring. On equal links a step's messages take 2(n-1) (L + S/(nB)).
public struct RingAllReduce: Synchronous {
  public static let name = "ring-all-reduce"
  public static let summary =
    "Synchronous steps: gradients are summed around a ring of all devices, in board order."
  let globalBatch: Int

  public func run(_ job: TrainingJob) async throws {
    let n = job.devices.count
    let all = job.group(job.devices, name: "all devices")
    let ring = job.collective(
      .ringAllReduce(bytes: job.model.parameterBytes, participants: n), among: job.devices)

    var weights = job.firstWeights()
    try await job.distributeData(job.devices.map { _ in job.data.trainCount }, to: all)
    try await job.broadcastFirstWeights(to: all)
    while let round = job.nextRound() {
      for batch in job.order(ofRound: round).batches(of: globalBatch) {
        let shares = shares(of: batch.count, among: n)
        try await all.train(shares)
        try await all.allReduce(ring)
        weights = job.step(weights, batch: batch.split(over: shares))
      }
      try job.close(round: round, with: weights)
    }
  }
}
