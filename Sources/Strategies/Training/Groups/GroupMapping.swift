import Randomness

/// Which devices form which logical group.
public enum GroupMapping: String, CaseIterable, Sendable {
  /// As many groups as possible whole on one board.
  case integrityGreedy = "integrity-greedy"
  /// Devices cut in board order, wherever boards end.
  case naive
  /// Devices drawn at random.
  case random

  /// The indices of the devices of every group.
  ///
  /// - Parameters:
  ///   - boards: The board of every device, rising.
  ///   - groups: How many; divides the number of devices.
  ///   - seed: Of the stream `group mapping`, which only `random` draws from.
  public func groups(boards: [Int], groups: Int, seed: UInt64) -> [[Int]] {
    let size = boards.count / groups
    func cut(_ order: [Int]) -> [[Int]] {
      stride(from: 0, to: order.count, by: size).map { Array(order[$0..<$0 + size]) }
    }
    switch self {
    case .integrityGreedy: return Self.integrityGreedy(boards: boards, groups: groups)
    case .naive: return cut(Array(boards.indices))
    case .random:
      let order = RandomStream(seed: seed, name: "group mapping").permutation(of: boards.count)
      return cut(order.map(Int.init)).map { $0.sorted() }
    }
  }

  /// As many groups as possible whole on one board; what is left over is cut in board order.
  ///
  /// With groups of s devices and P devices of a board in use: first P / s whole groups on each
  /// board, then the P mod s left-over devices of consecutive boards are joined in board order and
  /// cut into groups of s. No board's uplink then carries more than two of the split groups.
  ///
  /// - Parameters:
  ///   - boards: The board of every device, rising.
  ///   - groups: How many; divides the number of devices.
  /// - Returns: For every group the indices of its devices in `boards`, rising.
  public static func integrityGreedy(boards: [Int], groups: Int) -> [[Int]] {
    precondition(groups >= 1 && boards.count % groups == 0, "the groups divide the devices")
    let size = boards.count / groups
    var whole: [[Int]] = []
    var leftOver: [Int] = []
    var start = 0
    while start < boards.count {
      let end = boards[start...].firstIndex { $0 != boards[start] } ?? boards.count
      let onBoard = Array(start..<end)
      let fitting = onBoard.count / size * size
      whole += stride(from: 0, to: fitting, by: size).map { Array(onBoard[$0..<$0 + size]) }
      leftOver += onBoard[fitting...]
      start = end
    }
    let split = stride(from: 0, to: leftOver.count, by: size).map {
      Array(leftOver[$0..<$0 + size])
    }
    return whole + split
  }
}
