import Hardware
import Learning
import Simulation

/// Federated averaging along the boards of the server in place of one device that averages alone.
///
/// Every device trains alone on its own shard for a round. Then the devices of a board send their
/// weights to the first of them, which adds them; these sums are averaged along a binomial tree, and
/// the mean goes down a tree on every board. A board's uplink so carries one vector for the board,
/// not one for each device.
///
/// With `ternary` a device sends its board the change of its weights since the last average as -1, 0 or
/// 1 times a scale for each tensor, without error feedback; sums and means are sent whole (Xu et al.,
/// "Ternary compression for communication-efficient federated learning", TNNLS 2020, which also
/// compresses the way back).
///
/// Devices that die or that users take, and that return, do as under federated averaging; the first
/// of a board that is left
/// speaks for the board.
/// Source: the hierarchical baseline of the SoCFlow evaluation (Xu et al., ASPLOS 2024), which its
/// abstract does not describe; this form is our reconstruction.
public struct TreeAveraging: Strategy {
  public static let name = "tree-averaging"
  public static let summary =
    "Every device trains on its own shard; weights are averaged by boards and along a tree."
  public static let parameters =
    FederatedAveraging.parameters + [
      StrategyParameter(
        name: "ternary", kind: .flag, defaultValue: "off",
        help: "devices send their change since the last average in three values")
    ]

  let batch: Int
  let momentum: MomentumRule
  let ternary: Bool

  public init(_ parameters: StrategyParameters) {
    ternary = parameters.flag("ternary")
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
    let vectors = momentum == .averaged ? 2 : 1
    let bytes = job.model.parameterBytes * vectors
    // Only weights are sent in three values: an averaged momentum goes whole.
    let sent = ternary ? job.model.ternaryBytes + bytes - job.model.parameterBytes : bytes
    let compressing = Work(
      bytes: ternary
        ? GradientCompression.ternary.compressingBytes(parameters: job.model.parameterCount) : 0)
    let membership = Membership(job.devices)
    var averaging: BoardAverage?

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
        let present = averaging?.serves(senders, others) == true ? averaging : nil
        let average =
          present
          ?? BoardAverage(job, senders: senders, others: others, bytes: bytes, sent: sent)
        averaging = average
        try await average.run(compressing, in: job.simulation)
        return (senders, recipients)
      }
      membership.receive(recipients)
      weights = training.average(
        senders, ternarySince: ternary ? weights : nil, whole: averaging?.speakers ?? [])
      try job.close(round: round, with: weights)
    }
  }
}

/// The devices of one average, board by board, and their messages.
private struct BoardAverage {
  private let senders: [Int]
  private let others: [Int]
  private let bytes: Int
  private let boards: [ReplicaGroup]
  private let gathers: [Collective]
  private let crossing: Crossing

  /// - Parameter sent: Bytes that a device sends to its board.
  init(_ job: TrainingJob, senders: [Int], others: [Int], bytes: Int, sent: Int) {
    self.senders = senders
    self.others = others
    self.bytes = bytes
    // Senders rise in board order, so those of a board stand together.
    var members: [[Int]] = []
    for sender in senders {
      if let first = members.last?.first, job.devices[first].board == job.devices[sender].board {
        members[members.count - 1].append(sender)
      } else {
        members.append([sender])
      }
    }
    speakers = Set(members.compactMap(\.first))
    let devices = members.map { board in board.map { job.devices[$0] } }
    boards = devices.map { job.group($0, name: "board \($0[0].board)") }
    gathers = devices.map {
      job.collective(.gather(bytes: sent, participants: $0.count), among: $0)
    }
    let formation = Formation(job, members, bytes: bytes)
    crossing = Crossing(
      job, formation, done: Array(members.indices), outside: others, by: .tree, bytes: bytes)
  }

  /// Who adds up the weights of a board, and so sends none of its own there.
  let speakers: Set<Int>

  func serves(_ senders: [Int], _ others: [Int]) -> Bool {
    senders == self.senders && others == self.others && !crossing.hasLostDevice
  }

  func run(_ compressing: Work, in simulation: Simulation) async throws {
    try await simulation.concurrentlyThroughFaults(boards.map(\.name)) { number in
      if compressing.bytes > 0 {
        try await boards[number].compute(as: .compress) { $0 == 0 ? nil : compressing }
      }
      try await boards[number].run(gathers[number])
      try await boards[number].addOnFirst(vectorBytes: bytes)
    }
    try await crossing.run(in: simulation)
  }
}
