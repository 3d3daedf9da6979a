import Hardware
import Learning

/// Synchronous training in which every device sends a compressed gradient to all others.
///
/// Each device keeps back what it does not send and adds it to its next gradient (error feedback).
/// What is sent goes around a ring until everybody has everybody's, and each device adds all of it:
/// a step's messages take (n-1) (L + C/B) on equal links for C compressed bytes. Compressing and
/// adding are charged as passes over memory.
///
/// With `overlap` layers are compressed and sent in buckets while the backward pass goes on.
/// Source: Bai et al., "Gradient compression supercharged high-performance data parallel DNN
/// training", SOSP 2021 (HiPress), of which this is the ring without its selective compression.
public struct CompressedGradients: Synchronous {
  public static let name = "gradient-compression"
  public static let summary =
    "Synchronous steps: all exchange compressed gradients around a ring, with error feedback."
  public static let parameters = [
    globalBatchParameter,
    StrategyParameter(
      name: "method", kind: .choice(Method.allCases.map(\.rawValue)),
      defaultValue: Method.topK.rawValue, help: "how gradients are compressed"),
    StrategyParameter(
      name: "share", kind: .share, defaultValue: "0.001",
      help: "of the gradient's values, that top-k sends"),
    StrategyParameter(
      name: "overlap", kind: .flag, defaultValue: "on",
      help: "compress and send while the backward pass goes on"),
    StrategyParameter(
      name: "buckets", kind: .count, defaultValue: "4",
      help: "parts, of whole layers, that overlapped gradients are sent in"),
  ]

  enum Method: String, CaseIterable {
    case topK = "top-k"
    case oneBit = "one-bit"
    case ternary
  }

  let globalBatch: Int
  public let compression: GradientCompression
  let buckets: Int

  public init(_ parameters: StrategyParameters) {
    globalBatch = parameters.count("global-batch")
    compression =
      switch Method(rawValue: parameters.choice("method")) {
      case .oneBit: .oneBit
      case .ternary: .ternary
      case .topK, nil: .topK(share: parameters.share("share"))
      }
    buckets = parameters.flag("overlap") ? parameters.count("buckets") : 1
  }

  public func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    synchronousProblems(devices: devices, samples: samples)
  }

  public func run(_ job: TrainingJob) async throws {
    let n = job.devices.count
    let all = job.group(job.devices, name: "all devices")
    let parts = job.model.gradientBuckets(buckets)
    let rings = parts.map { part in
      job.collective(
        .ringAllGather(
          bytes: n * compression.bytes(parameters: part.parameters, tensors: part.tensors),
          participants: n), among: job.devices)
    }
    let step = OverlappedStep(job, job.devices, buckets: parts)
    let method = compression
    let adding = Work(
      bytes: Double(n - 1) * compression.addingBytes(parameters: job.model.parameterCount))

    var weights = job.firstWeights()
    try await job.distributeData(job.devices.map { _ in job.data.trainCount }, to: all)
    try await job.broadcastFirstWeights(to: all)
    while let round = job.nextRound() {
      for batch in job.order(ofRound: round).batches(of: globalBatch) {
        let shares = shares(of: batch.count, among: n)
        try await step.run(
          shares,
          preparing: { part in
            Work(bytes: method.compressingBytes(parameters: part.parameters))
          },
          send: { try await all.exchange(rings[$0]) })
        try await all.compute(as: .compress) { _ in adding }
        weights = job.step(weights, batch: batch.split(over: shares))
      }
      try job.close(round: round, with: weights)
    }
  }
}
