import Randomness

/// An ordered list of training samples.
///
/// Shards and batches are slices that share its storage: cutting an epoch of 60,000 samples into
/// batches copies no sample id.
public struct SampleOrder: Sendable {
  let ids: ArraySlice<Int32>

  public var count: Int { ids.count }

  private init(ids: ArraySlice<Int32>) { self.ids = ids }

  /// 0, 1, ..., count - 1.
  public static func inOrder(count: Int) -> SampleOrder {
    SampleOrder(ids: (0..<Int32(count)).map { $0 }[...])
  }

  /// A uniformly random order of 0..<count from the stream of that name, such as "epoch 3".
  public static func shuffled(count: Int, seed: UInt64, name: String) -> SampleOrder {
    SampleOrder(ids: RandomStream(seed: seed, name: name).permutation(of: count)[...])
  }

  /// The same samples in a uniformly random order from the stream of that name.
  public func shuffled(seed: UInt64, name: String) -> SampleOrder {
    let places = RandomStream(seed: seed, name: name).permutation(of: count)
    return SampleOrder(ids: places.map { ids[ids.startIndex + Int($0)] }[...])
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
      return SampleOrder(ids: ids[start..<end])
    }
  }

  /// Consecutive batches; the last one keeps whatever is left.
  ///
  /// - Precondition: `size` is at least 1.
  public func batches(of size: Int) -> [SampleBatch] {
    precondition(size >= 1, "a batch holds at least one sample")
    return stride(from: ids.startIndex, to: ids.endIndex, by: size).map {
      SampleBatch(ids: ids[$0..<min($0 + size, ids.endIndex)])
    }
  }
}

/// The samples of one optimiser step, in order.
public struct SampleBatch: Sendable, Hashable {
  /// Positions in the training set.
  public let ids: ArraySlice<Int32>

  public var count: Int { ids.count }

  public init(ids: ArraySlice<Int32>) { self.ids = ids }
}
