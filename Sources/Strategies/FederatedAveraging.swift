import Hardware
import Learning

/// Federated averaging: every device trains alone on its own shard, then weights are averaged.
///
/// A round is one pass of every device over its shard. Then all send their weights to the first
/// device, which averages them by number of samples and sends the mean back.
///
/// A device that dies drops out of the round, with its shard; the others go on, the first of those
/// that are left being the server. One that returns is sent the mean at the end of the round and
/// trains again from the next. One that a user takes does the same, but goes on with its shard if it is
/// given back before the others are done.
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

  public static var worksBesideUsers: Bool { true }

  public func run(_ job: TrainingJob) async throws {
    // Averaging the momentum means sending it: a second vector of the weights' size.
    let bytes = job.model.parameterBytes * (momentum == .averaged ? 2 : 1)
    let membership = Membership(job.devices)
    var averaging = Averaging(
      job, senders: Array(job.devices.indices), others: [], bytes: bytes)

    var weights = job.firstWeights()
    var training = LocalTraining(job, batch: batch, momentum: momentum, from: weights)
    let stored = training.shards.map(\.count)
    try await job.begin(membership, stored: stored)
    while let round = job.nextRound() {
      let members = try await job.members(of: membership, forRound: round)
      try await job.judgeConfidence(weights, on: job.devices[members[0]])
      let done = try await training.pass(round, of: members, from: weights, membership)
      try await job.supply(membership, stored: stored)
      let (senders, recipients) = try await membership.untilUndisturbed(needing: done, job) {
        membership in
        let recipients = membership.recipients()
        let senders = membership.holders(among: done)
        let others = membership.living(exceptFor: senders)
        if averaging.senders != senders || averaging.others != others
          || averaging.group.hasLostDevice
        {
          averaging = Averaging(job, senders: senders, others: others, bytes: bytes)
        }
        try await averaging.run(bytes: bytes)
        return (senders, recipients)
      }
      membership.receive(recipients)
      weights = training.average(senders)
      try job.close(round: round, with: weights)
    }
  }
}

/// The devices of one average and their messages: the first sender is the server.
private struct Averaging {
  let senders: [Int]
  /// Those that only receive, such as devices that returned.
  let others: [Int]
  let group: ReplicaGroup
  private let gather: Collective
  private let scatter: Collective
  private let adding: ReplicaGroup

  init(_ job: TrainingJob, senders: [Int], others: [Int], bytes: Int) {
    self.senders = senders
    self.others = others
    let sending = senders.map { job.devices[$0] }
    let receiving = sending + others.map { job.devices[$0] }
    group = job.group(receiving, name: "all devices")
    adding = others.isEmpty ? group : job.group(sending, name: "all devices")
    gather = job.collective(.gather(bytes: bytes, participants: sending.count), among: sending)
    scatter = job.collective(
      .scatter(bytes: Array(repeating: bytes, count: receiving.count)), among: receiving)
  }

  func run(bytes: Int) async throws {
    try await adding.run(gather)
    try await adding.addOnFirst(vectorBytes: bytes)
    try await group.run(scatter)
  }
}
