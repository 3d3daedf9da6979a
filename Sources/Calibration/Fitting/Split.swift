import Randomness

/// Which measurements a fit sees, and which it is judged on.
public enum HeldOut: Hashable, Sendable {
  /// All are fitted, none judge.
  case none
  /// A random share is fitted, the rest judge.
  case random(trainShare: Double)
  /// The first, third, fifth... are fitted, the others judge.
  case everySecond
  /// All are fitted; what judges are further fits, each without one of so many random parts.
  case folds(Int)
}

/// Rows of a table by what they are for, each in ascending order.
public struct Split: Hashable, Sendable {
  public var train: [Int]
  public var judge: [Int]

  public init(train: [Int], judge: [Int]) {
    self.train = train
    self.judge = judge
  }

  /// The fits that judge, in order; one unless there are folds, none for `none`.
  ///
  /// - Parameter seed: The random stream is `calibration split` of this seed.
  public static func splits(of count: Int, _ heldOut: HeldOut, seed: UInt64) -> [Split] {
    func order() -> [Int] {
      RandomStream(seed: seed, name: "calibration split").permutation(of: count).map(Int.init)
    }
    switch heldOut {
    case .none:
      return []
    case .random(let share):
      let order = order()
      // At least one row of each kind where there are two.
      let size = min(max(Int((share * Double(count)).rounded()), 1), max(count - 1, 1))
      return [Split(train: order[..<size].sorted(), judge: order[size...].sorted())]
    case .everySecond:
      return [
        Split(
          train: (0..<count).filter { $0.isMultiple(of: 2) },
          judge: (0..<count).filter { !$0.isMultiple(of: 2) })
      ]
    case .folds(let parts):
      let order = order()
      return (0..<min(parts, count)).map { fold in
        let judge = order.indices.filter { $0 % parts == fold }.map { order[$0] }
        let train = order.indices.filter { $0 % parts != fold }.map { order[$0] }
        return Split(train: train.sorted(), judge: judge.sorted())
      }
    }
  }
}
