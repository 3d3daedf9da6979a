import Hardware
import Learning

/// Synchronous training in which every device sends a compressed gradient to all others.
///
/// Each device keeps back what it does not send and adds it to its next gradient (error feedback).
/// What is sent goes around a ring until everybody has everybody's, and each device adds all of it:
/// a step's messages take (n-1) (L + C/B) on equal links for C compressed bytes.
///
/// With `servers` the first s devices get a shard of everybody's. They add it and send back the floats
/// where those are fewer bytes than all that was sent, and else pass it on for all to add: messages take
/// 2 L + (n-1) (C + D)/(sB) for D bytes that come back. Shards are taken to be of one size, as if the
/// largest values were spread evenly. Nothing is compressed anew, so servers teach what a ring does.
///
/// Compressing and adding are charged as passes over memory. With `overlap` layers are compressed and
/// sent in buckets, one after the other, while the backward pass goes on; additions come at the end,
/// as the processor is busy before. What top-k teaches is one choice over all layers with `overlap`
/// too, where it is timed as one for each bucket.
/// Source: Bai et al., "Gradient compression supercharged high-performance data parallel DNN
/// training", SOSP 2021 (HiPress), of which these are the ring and the servers without its selective
/// compression and its pipelines.
public struct CompressedGradients: Synchronous {
  public static let name = "gradient-compression"
  public static let summary =
    "Synchronous steps: all exchange compressed gradients, with error feedback."
  public static let parameters = [
    globalBatchParameter,
    StrategyParameter(
      name: "method", kind: .choice(Method.allCases.map(\.rawValue)),
      defaultValue: Method.topK.rawValue, help: "how gradients are compressed"),
    StrategyParameter(
      name: "share", kind: .share, defaultValue: "0.001",
      help: "of the gradient's values, that top-k sends"),
    StrategyParameter(
      name: "servers", kind: .countOr("none"), defaultValue: "none",
      help: "devices that add a shard of the gradients each; none: all go around a ring"),
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
  /// Nil for a ring.
  let servers: Int?
  let buckets: Int

  public init(_ parameters: StrategyParameters) {
    globalBatch = parameters.count("global-batch")
    compression =
      switch Method(rawValue: parameters.choice("method")) {
      case .oneBit: .oneBit
      case .ternary: .ternary
      case .topK, nil: .topK(share: parameters.share("share"))
      }
    servers = parameters.countOrNil("servers")
    buckets = parameters.flag("overlap") ? parameters.count("buckets") : 1
  }

  public func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    synchronousProblems(devices: devices, samples: samples)
      + (servers.map { Limits.servers($0, devices: devices) } ?? [])
  }

  public func run(_ job: TrainingJob) async throws {
    let n = job.devices.count
    let all = job.group(job.devices, name: "all devices")
    let parts = job.model.gradientBuckets(buckets)
    let parameters = job.model.parameterCount
    // Servers that add up; nil if everybody does.
    let adders = compression.isMoreThanFloats(from: n, parameters: parameters) ? servers : nil
    let exchanges = parts.map { part in
      messages(of: part, among: n, sumsAsFloats: adders != nil).map {
        job.collective($0, among: job.devices)
      }
    }
    let step = OverlappedStep(job, job.devices, buckets: parts)
    let method = compression
    let adding = Work(
      bytes: Double(n - 1) * compression.addingBytes(parameters: parameters) / Double(adders ?? 1))

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
          send: {
            for collective in exchanges[$0] { try await all.exchange(collective) }
          })
        try await all.payForExchanges()
        try await all.compute(as: .compress) { $0 < adders ?? n ? adding : nil }
        weights = job.step(weights, batch: batch.split(over: shares))
      }
      try job.close(round: round, with: weights)
    }
  }

  private func messages(
    of part: GradientBucket, among n: Int, sumsAsFloats: Bool
  ) -> [CollectiveSchedule] {
    let sent = compression.bytes(parameters: part.parameters, tensors: part.tensors)
    guard let servers else { return [.ringAllGather(bytes: n * sent, participants: n)] }
    return [
      .shardedPush(bytes: sent, servers: servers, participants: n),
      .shardedPull(
        bytes: sumsAsFloats ? 4 * part.parameters : n * sent, servers: servers, participants: n),
    ]
  }
}
