import Randomness

/// An ordered list of training samples.
///
/// Shards and batches are slices that share its storage: cutting an epoch of 60,000 samples into
/// batches copies no sample id.
public struct SampleOrder: Sendable {
  let ids: ArraySlice<Int32>
  /// The seed of the shuffling and the number of the epoch, if it was numbered.
  private var epoch: (seed: UInt64, number: Int)?

  public var count: Int { ids.count }
  /// Their numbers in the training set.
  public var samples: some Sequence<Int> { ids.lazy.map(Int.init) }

  private init(ids: ArraySlice<Int32>, epoch: (seed: UInt64, number: Int)? = nil) {
    self.ids = ids
    self.epoch = epoch
  }

  /// 0, 1, ..., count - 1.
  public static func inOrder(count: Int) -> SampleOrder {
    SampleOrder(ids: (0..<Int32(count)).map { $0 }[...])
  }

  /// A uniformly random order of 0..<count from the stream of that name, such as "epoch 3".
  ///
  /// - Parameter epoch: Its number from 1, for training that changes from epoch to epoch.
  public static func shuffled(
    count: Int, seed: UInt64, name: String, epoch: Int? = nil
  ) -> SampleOrder {
    SampleOrder(
      ids: RandomStream(seed: seed, name: name).permutation(of: count)[...],
      epoch: epoch.map { (seed, $0) })
  }

  /// The same samples in a uniformly random order from the stream of that name.
  public func shuffled(seed: UInt64, name: String, epoch: Int? = nil) -> SampleOrder {
    let places = RandomStream(seed: seed, name: name).permutation(of: count)
    return SampleOrder(
      ids: places.map { ids[ids.startIndex + Int($0)] }[...], epoch: epoch.map { (seed, $0) })
  }

  /// A random split of 0..<count: samples to train on, rising, and samples to decide on.
  ///
  /// - Precondition: `validation` is in 0..<count.
  public static func split(
    count: Int, validation: Int, seed: UInt64
  ) -> (training: [Int32], validation: SampleOrder) {
    precondition((0..<count).contains(validation), "samples are left to train on")
    let order = RandomStream(seed: seed, name: "validation split").permutation(of: count)
    return (
      order[validation...].sorted(), SampleOrder(ids: order[..<validation])
    )
  }

  /// The samples at these places of `pool`, in the same order.
  public func picked(from pool: [Int32]) -> SampleOrder {
    SampleOrder(ids: ids.map { pool[Int($0)] }[...], epoch: epoch)
  }

  /// `n` contiguous parts; the remainder goes one each to the first parts.
  ///
  /// - Precondition: `n` is at least 1. Parts are empty if there are fewer samples than parts.
  public func shards(_ n: Int) -> [SampleOrder] {
    precondition(n >= 1, "a sample order has at least one shard")
    var start = ids.startIndex
    return (0..<n).map { index in
      let end = start + count / n + (index < count % n ? 1 : 0)
      defer { start = end }
      return SampleOrder(ids: ids[start..<end], epoch: epoch)
    }
  }

  /// Consecutive batches; the last one keeps whatever is left.
  ///
  /// - Precondition: `size` is at least 1.
  public func batches(of size: Int) -> [SampleBatch] {
    precondition(size >= 1, "a batch holds at least one sample")
    return stride(from: ids.startIndex, to: ids.endIndex, by: size).map { start in
      SampleBatch(
        ids: ids[start..<min(start + size, ids.endIndex)],
        epoch: epoch.map {
          Epoch(
            seed: $0.seed, number: $0.number,
            progress: Double(start - ids.startIndex) / Double(count))
        })
    }
  }
}

/// The samples of one optimiser step, in order.
public struct SampleBatch: Sendable, Hashable {
  /// Positions in the training set.
  public let ids: ArraySlice<Int32>

  /// Nil where no epochs are counted.
  public let epoch: Epoch?
  /// How many samples each worker has, in order; nil for one worker that has all.
  ///
  /// Only what is each worker's own looks at it: batch normalisation with its samples, int8 values
  /// with its largest, compressed gradients.
  public let workers: [Int]?
  /// How many of each worker's samples, the last ones, its INT8 processor trains in precision
  /// `mixed`; one for each of `workers`, nil where nobody said.
  public let npu: [Int]?
  /// Whether there are workers besides that have no sample of it.
  let hasIdleWorkers: Bool

  public var count: Int { ids.count }

  public init(ids: ArraySlice<Int32>, epoch: Epoch? = nil) {
    self.init(ids: ids, epoch: epoch, workers: nil, npu: nil, hasIdleWorkers: false)
  }

  private init(
    ids: ArraySlice<Int32>, epoch: Epoch?, workers: [Int]?, npu: [Int]?, hasIdleWorkers: Bool
  ) {
    self.hasIdleWorkers = hasIdleWorkers
    self.ids = ids
    self.epoch = epoch
    self.workers = workers
    self.npu = npu
  }

  /// The same batch cut into the parts of several workers.
  ///
  /// - Parameter npu: How many samples of each part are trained in INT8; only precision `mixed` asks.
  /// - Precondition: the parts make up the batch; no worker trains more samples in INT8 than it has.
  public func split(over workers: [Int], npu: [Int]? = nil) -> SampleBatch {
    precondition(workers.reduce(0, +) == count && workers.allSatisfy { $0 >= 0 })
    if let npu {
      precondition(npu.count == workers.count, "one INT8 share for each worker")
      precondition(zip(npu, workers).allSatisfy { $0 >= 0 && $0 <= $1 })
    }
    return SampleBatch(
      ids: ids, epoch: epoch, workers: workers.filter { $0 > 0 },
      npu: npu.map { zip($0, workers).filter { $0.1 > 0 }.map(\.0) },
      hasIdleWorkers: workers.contains(0))
  }

  /// The same samples as one worker's.
  var whole: SampleBatch { SampleBatch(ids: ids, epoch: epoch) }

  /// The samples of each worker.
  var parts: [ArraySlice<Int32>] {
    var first = ids.startIndex
    return (workers ?? [count]).map { count in
      defer { first += count }
      return ids[first..<first + count]
    }
  }
}
