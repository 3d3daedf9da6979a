import Hardware
import Learning

/// Synchronous training in two dimensions: pipelines of stages, and copies of the pipeline.
///
/// The devices form n/s pipelines of s consecutive devices, each of which holds a run of layers of
/// about equal cost. Every pipeline works on its share of the batch in micro-batches; then each stage
/// averages its gradients with its copies in the other pipelines, around a ring. A device sends
/// activations and the gradients of its own layers only, and pays for it with bubbles.
///
/// Batch normalisation sees the samples of a micro-batch.
/// Source: Huang et al., "GPipe", NeurIPS 2019, for the schedule inside a pipeline.
public struct TwoDimensional: Synchronous {
  public static let name = "two-dimensional"
  public static let summary =
    "Synchronous steps: pipelines of devices with some layers each, averaged across pipelines."
  public static let parameters = [
    globalBatchParameter,
    StrategyParameter(
      name: "stages", kind: .count, help: "devices of a pipeline; divides the devices"),
    StrategyParameter(
      name: "micro-batches", kind: .count, defaultValue: "4",
      help: "parts of a pipeline's batch that follow each other"),
  ]

  let globalBatch: Int
  let stages: Int
  let microBatches: Int

  public init(_ parameters: StrategyParameters) {
    globalBatch = parameters.count("global-batch")
    stages = parameters.count("stages")
    microBatches = parameters.count("micro-batches")
  }

  public func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    var problems = Limits.divisor(stages, "stages", what: "stages", devices: devices)
    if problems.isEmpty {
      problems += Limits.share(
        globalBatch, "global-batch", devices: devices / stages, of: "the pipelines")
    }
    return problems
      + Limits.batch(globalBatch, "global-batch", exceeds: samples, of: "the training set")
  }

  public func problems(of model: ModelDescription) -> [ParameterProblem] {
    if stages <= model.mostStages { return [] }
    return [
      ParameterProblem(
        parameter: "stages",
        message: "'\(model.name)' can be cut into at most \(model.mostStages) stages, not \(stages)"
      )
    ]
  }

  public func demand(devices: Int, samples: Int) -> StrategyDemand {
    StrategyDemand(
      devices: devices, batch: shares(of: globalBatch, among: max(devices / stages, 1))[0],
      storedSamples: samples)
  }

  public func run(_ job: TrainingJob) async throws {
    let pipelines = job.devices.count / stages
    let parts = job.model.pipelineStages(stages)
    let all = job.group(job.devices, name: "all devices")
    let step = PipelineStep(job, job.devices, stages: parts)
    let copies = parts.indices.map { stage in
      stride(from: stage, to: job.devices.count, by: stages).map { job.devices[$0] }
    }
    let groups = copies.indices.map { job.group(copies[$0], name: "stage \($0)") }
    let rings = zip(parts, copies).map { part, devices in
      job.collective(
        .ringAllReduce(bytes: part.bytes, participants: pipelines), among: devices)
    }

    var weights = job.firstWeights()
    // Images enter at the first stage of every pipeline; labels, at the last, are next to nothing.
    let first = job.devices.indices.map { $0 % stages == 0 ? job.data.trainCount : 0 }
    try await job.distributeData(first, to: all)
    try await job.broadcastFirstWeights(to: all)
    while let round = job.nextRound() {
      try await job.judgeConfidence(weights, on: job.devices[0])
      for batch in job.order(ofRound: round).batches(of: globalBatch) {
        let micro = shares(of: batch.count, among: pipelines).map {
          shares(of: $0, among: microBatches)
        }
        try await step.run(micro)
        if pipelines > 1 {
          _ = try await job.simulation.concurrently(groups.map(\.name)) { stage in
            try await groups[stage].run(rings[stage])
            try await groups[stage].addParts(vectorBytes: parts[stage].bytes)
          }
        }
        weights = job.step(weights, batch: batch.split(over: micro.flatMap(\.self)))
      }
      try job.close(round: round, with: weights)
    }
  }
}
