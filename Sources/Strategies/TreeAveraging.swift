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
/// What becomes of devices that die, or that users take, is said at `Averaging`; the first of a board
/// that is left speaks for the board.
/// Source: the hierarchical baseline of the SoCFlow evaluation (Xu et al., ASPLOS 2024), which its
/// abstract does not describe; this form is our reconstruction.
public struct TreeAveraging: Averaging {
  public static let name = "tree-averaging"
  public static let summary =
    "Every device trains on its own shard; weights are averaged by boards and along a tree."
  public static let parameters =
    LocalSteps.parameters + [
      StrategyParameter(
        name: "ternary", kind: .flag, defaultValue: "off",
        help: "devices send their change since the last average in three values")
    ]

  let local: LocalSteps
  let ternary: Bool

  public init(_ parameters: StrategyParameters) {
    local = LocalSteps(parameters)
    ternary = parameters.flag("ternary")
  }

  /// What changed since the last average is what is sent in three values.
  var keptVectors: Int { ternary ? 1 : 0 }

  public func run(_ job: TrainingJob) async throws {
    let bytes = averagedBytes(job)
    try await trainInRounds(job) { senders, others in
      BoardAverage(job, from: senders, others: others, bytes: bytes, ternary: ternary)
    }
  }
}

/// An average on the first device of every board, then along a tree of these.
private struct BoardAverage: WeightAverage {
  let senders: [Int]
  let others: [Int]
  private let job: TrainingJob
  private let bytes: Int
  private let ternary: Bool
  /// Who adds up the weights of a board, and so sends none of its own there.
  private let speakers: Set<Int>
  private let boards: [ReplicaGroup]
  private let gathers: [Collective]
  private let crossing: Crossing

  /// - Parameter bytes: What a device sends whole.
  init(_ job: TrainingJob, from senders: [Int], others: [Int], bytes: Int, ternary: Bool) {
    self.job = job
    self.senders = senders
    self.others = others
    self.bytes = bytes
    self.ternary = ternary
    let members = Self.byBoard(senders, job)
    speakers = Set(members.compactMap(\.first))
    let devices = members.map { board in board.map { job.devices[$0] } }
    boards = devices.map { job.group($0, name: "board \($0[0].board)") }
    // Only weights are sent in three values: an averaged momentum goes whole.
    let sent = ternary ? job.model.ternaryBytes + bytes - job.model.parameterBytes : bytes
    gathers = devices.map {
      job.collective(.gather(bytes: sent, participants: $0.count), among: $0)
    }
    crossing = Crossing(
      job, Formation(job, members, bytes: bytes), done: Array(members.indices), outside: others,
      by: .tree, bytes: bytes)
  }

  /// Devices of one board stand together: their numbers rise in board order.
  private static func byBoard(_ numbers: [Int], _ job: TrainingJob) -> [[Int]] {
    var boards: [[Int]] = []
    for number in numbers {
      if let first = boards.last?.first, job.devices[first].board == job.devices[number].board {
        boards[boards.count - 1].append(number)
      } else {
        boards.append([number])
      }
    }
    return boards
  }

  var hasLostDevice: Bool { crossing.hasLostDevice }

  func run() async throws {
    let compressing = Work(
      bytes: GradientCompression.ternary.compressingBytes(parameters: job.model.parameterCount))
    try await job.simulation.concurrentlyThroughFaults(boards.map(\.name)) { number in
      let board = boards[number]
      if ternary { try await board.compute(as: .compress) { $0 == 0 ? nil : compressing } }
      try await board.run(gathers[number])
      try await board.addOnFirst(vectorBytes: bytes)
    }
    try await crossing.run(in: job.simulation)
  }

  func received(_ weights: Weights, from sender: Int, since former: Weights) -> Weights {
    ternary && !speakers.contains(sender) ? job.ternarised(weights, since: former) : weights
  }
}
