/// A step of a network's way through its kernels.
enum Stage {
  case kernel(any Kernel)
  /// All chunks of a batch come here before any of them goes on.
  case meeting(Meeting)
}

/// Where the chunks of one batch, which run apart, put their sums together.
final class Meeting {
  /// Who came: itself is one of `all`, which are in the order of the chunks.
  struct Round {
    let all: [Meeting]
    let isFirst: Bool
    /// The samples of these chunks as a share of the whole batch.
    let share: Double
  }

  /// What this chunk brings; written before it comes.
  let sums: UnsafeMutablePointer<Double>
  /// How many values its sums run over, per sum.
  let weight: Double
  let count: Int
  private let conclude: (Round) -> Void

  init(count: Int, weight: Double, conclude: @escaping (Round) -> Void) {
    sums = .allocate(capacity: count)
    sums.initialize(repeating: 0, count: count)
    self.count = count
    self.weight = weight
    self.conclude = conclude
  }

  deinit { sums.deallocate() }

  /// Reads what all have brought; each chunk does so for itself.
  func conclude(_ round: Round) { conclude(round) }
}
