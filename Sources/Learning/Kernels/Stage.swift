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
    /// For each worker of these chunks, its samples as a share of the whole batch.
    let shares: [Double]
  }

  /// Sums over a worker's samples of one chunk.
  final class Sums {
    let values: UnsafeMutablePointer<Double>
    /// How many values each runs over.
    fileprivate(set) var weight = 0.0

    fileprivate init(count: Int) {
      values = .allocate(capacity: count)
      values.initialize(repeating: 0, count: count)
    }

    deinit { values.deallocate() }
  }

  /// What this chunk brings for each worker whose samples it has; written before it comes.
  private(set) var sums: [Sums] = []
  private let count: Int
  private let conclude: (Round) -> Void

  /// - Parameter count: How many sums there are for a worker.
  init(count: Int, conclude: @escaping (Round) -> Void) {
    self.count = count
    self.conclude = conclude
  }

  /// Where to write sums over so many values of the worker with that number in the chunk.
  func sums(ofWorker worker: Int, weight: Double) -> UnsafeMutablePointer<Double> {
    while sums.count <= worker { sums.append(Sums(count: count)) }
    sums[worker].weight = weight
    return sums[worker].values
  }

  /// Reads what all have brought; each chunk does so for itself.
  func conclude(_ round: Round) { conclude(round) }
}
