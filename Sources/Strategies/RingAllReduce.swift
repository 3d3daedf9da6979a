import Hardware

/// Synchronous training with a ring all-reduce of the gradients, in board order.
///
/// Neighbours of the ring stand on the same board where they can, so a board's uplink carries one
/// part per round of the ring. On equal links a step's messages take 2(n-1) (L + S/(nB)).
///
/// With `overlap` the gradients go in buckets, each as soon as all devices have computed it, while
/// the backward pass goes on to earlier layers. Every bucket pays the latencies of its own ring; the
/// additions come at the end, as the processor is busy before.
///
/// With `rebalance` batches are not split evenly (`Balancer`).
/// Source of the overlap: Li et al., "PyTorch distributed: experiences on accelerating data parallel
/// training", VLDB 2020.
public struct RingAllReduce: Synchronous {
  public static let name = "ring-all-reduce"
  public static let summary =
    "Synchronous steps: gradients are summed around a ring of all devices, in board order."
  public static let parameters =
    [
      globalBatchParameter,
      StrategyParameter(
        name: "overlap", kind: .flag, defaultValue: "off",
        help: "send gradients while the backward pass goes on"),
      StrategyParameter(
        name: "buckets", kind: .count, defaultValue: "4",
        help: "parts, of whole layers, that overlapped gradients are sent in"),
    ] + Rebalancing.parameters

  let globalBatch: Int
  let overlap: Bool
  let buckets: Int
  let rebalancing: Rebalancing

  public init(_ parameters: StrategyParameters) {
    globalBatch = parameters.count("global-batch")
    overlap = parameters.flag("overlap")
    buckets = parameters.count("buckets")
    rebalancing = Rebalancing(parameters)
  }

  public func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    var problems = synchronousProblems(devices: devices, samples: samples)
    if overlap, rebalancing.mode != .off {
      problems.append(
        ParameterProblem(
          parameter: "rebalance",
          message: "batches are rebalanced by whole steps, so it needs 'overlap: off'"))
    }
    return problems
  }

  public func demand(devices: Int, samples: Int) -> StrategyDemand {
    StrategyDemand(
      devices: devices, batch: rebalancing.mostSamples(of: globalBatch, among: devices),
      storedSamples: samples)
  }

  /// Overlapped steps run through without meeting.
  public var synchronisesBatchNorm: Bool { !overlap }

  public func run(_ job: TrainingJob) async throws {
    let n = job.devices.count
    let all = job.trainingGroup(job.devices, name: "all devices")
    let parts = overlap ? job.model.gradientBuckets(buckets) : []
    let rings = (overlap ? parts.map(\.bytes) : [job.model.parameterBytes]).map {
      job.collective(.ringAllReduce(bytes: $0, participants: n), among: job.devices)
    }
    let overlapped = OverlappedStep(job, job.devices, buckets: parts)
    let balancer = job.balancer(job.devices, rebalancing)

    var weights = job.firstWeights()
    try await job.distributeData(job.devices.map { _ in job.data.trainCount }, to: all)
    try await job.broadcastFirstWeights(to: all)
    while let round = job.nextRound() {
      try await job.judgeConfidence(weights, on: job.devices[0])
      for batch in job.order(ofRound: round).batches(of: globalBatch) {
        let split = balancer.split(of: batch.count)
        if overlap {
          try await overlapped.run(split.samples) { try await all.exchange(rings[$0]) }
          try await all.payForExchanges()
          try await all.addParts(vectorBytes: job.model.parameterBytes)
        } else {
          let timings = try await all.train(split, timed: balancer.isMeasuring)
          balancer.measured(split, timings)
          try await all.allReduce(rings[0])
        }
        weights = job.step(weights, batch: batch.split(by: split))
      }
      try job.close(round: round, with: weights)
    }
  }
}
