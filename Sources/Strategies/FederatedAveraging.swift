import Hardware

/// Federated averaging: every device trains alone on its own shard, then one of them averages the
/// weights of all.
///
/// A round is one pass of every device over its shard. Then all send their weights to the first
/// device, which averages them by number of samples and sends the mean back.
///
/// What becomes of devices that die, or that users take, is said at `Averaging`; the first of those
/// that are left is the server.
/// Source: McMahan et al., "Communication-efficient learning of deep networks from decentralized
/// data", AISTATS 2017.
public struct FederatedAveraging: Averaging {
  public static let name = "federated-averaging"
  public static let summary =
    "Every device trains on its own shard; weights are averaged once per round."
  public static let parameters = LocalSteps.parameters

  let local: LocalSteps

  public init(_ parameters: StrategyParameters) { local = LocalSteps(parameters) }

  public func run(_ job: TrainingJob) async throws {
    let bytes = averagedBytes(job)
    try await trainInRounds(job) { senders, others in
      ServerAverage(job, from: senders, others: others, bytes: bytes)
    }
  }
}

/// An average on the first of the senders: they send it their weights, and it sends the mean to all.
private struct ServerAverage: WeightAverage {
  let senders: [Int]
  let others: [Int]
  private let bytes: Int
  private let sending: ReplicaGroup
  private let all: ReplicaGroup
  private let gather: Collective
  private let scatter: Collective

  /// - Parameter bytes: What each device sends.
  init(_ job: TrainingJob, from senders: [Int], others: [Int], bytes: Int) {
    self.senders = senders
    self.others = others
    self.bytes = bytes
    let devices = senders.map { job.devices[$0] }
    let everybody = devices + others.map { job.devices[$0] }
    all = job.group(everybody, name: "all devices")
    sending = others.isEmpty ? all : job.group(devices, name: "all devices")
    gather = job.collective(.gather(bytes: bytes, participants: devices.count), among: devices)
    scatter = job.collective(
      .scatter(bytes: everybody.map { _ in bytes }), among: everybody)
  }

  var hasLostDevice: Bool { all.hasLostDevice }

  func run() async throws {
    try await sending.run(gather)
    try await sending.addOnFirst(vectorBytes: bytes)
    try await all.run(scatter)
  }
}
