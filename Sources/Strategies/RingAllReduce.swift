import Hardware

/// Synchronous training with a ring all-reduce of the gradients, in board order.
///
/// Neighbours of the ring stand on the same board where they can, so a board's uplink carries one
/// part per round of the ring. On equal links a step's messages take 2(n-1) (L + S/(nB)).
///
/// With `overlap` the gradients go in buckets, each as soon as all devices have computed it, while
/// the backward pass goes on to earlier layers. Every bucket pays the latencies of its own ring; the
/// additions come at the end, as the processor is busy before.
/// Source of the overlap: Li et al., "PyTorch distributed: experiences on accelerating data parallel
/// training", VLDB 2020.
public struct RingAllReduce: Synchronous {
  public static let name = "ring-all-reduce"
  public static let summary =
    "Synchronous steps: gradients are summed around a ring of all devices, in board order."
  public static let parameters = [
    globalBatchParameter,
    StrategyParameter(
      name: "overlap", kind: .flag, defaultValue: "off",
      help: "send gradients while the backward pass goes on"),
    StrategyParameter(
      name: "buckets", kind: .count, defaultValue: "4",
      help: "parts, of whole layers, that overlapped gradients are sent in"),
  ]

  let globalBatch: Int
  let overlap: Bool
  let buckets: Int

  public init(_ parameters: StrategyParameters) {
    globalBatch = parameters.count("global-batch")
    overlap = parameters.flag("overlap")
    buckets = parameters.count("buckets")
  }

  public func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    synchronousProblems(devices: devices, samples: samples)
  }

  public func run(_ job: TrainingJob) async throws {
    let n = job.devices.count
    let all = job.group(job.devices, name: "all devices")
    let parts = overlap ? job.model.gradientBuckets(buckets) : []
    let rings = (overlap ? parts.map(\.bytes) : [job.model.parameterBytes]).map {
      job.collective(.ringAllReduce(bytes: $0, participants: n), among: job.devices)
    }
    let overlapped = OverlappedStep(job, job.devices, buckets: parts)

    var weights = job.firstWeights()
    try await job.distributeData(job.devices.map { _ in job.data.trainCount }, to: all)
    try await job.broadcastFirstWeights(to: all)
    while let round = job.nextRound() {
      try await job.judgeConfidence(weights, on: job.devices[0])
      for batch in job.order(ofRound: round).batches(of: globalBatch) {
        let shares = shares(of: batch.count, among: n)
        if overlap {
          try await overlapped.run(shares) { try await all.exchange(rings[$0]) }
          try await all.addParts(vectorBytes: job.model.parameterBytes)
        } else {
          try await all.train(shares)
          try await all.allReduce(rings[0])
        }
        weights = job.step(weights, batch: batch.split(over: shares))
      }
      try job.close(round: round, with: weights)
    }
  }
}
