/// How many samples run through a network at once.
///
/// Fixed by the scenario, because the size of a chunk reaches the last bits of sums; it enters the keys. A larger
/// batch runs as chunks whose gradients are added in order. With batch normalisation per worker it is cut
/// between workers, and within those that have more than a chunk.
public enum Chunking {
  /// Large enough for full speed, and small enough that a chunk's activations stay in the cache.
  ///
  /// The default; a scenario may set another.
  public static let training = 64
  /// Divides the test sets of 10,000 samples.
  static let evaluation = 250

  /// Consecutive parts of `size`; the last one keeps whatever is left.
  static func chunks(of ids: ArraySlice<Int32>, size: Int) -> [ArraySlice<Int32>] {
    stride(from: ids.startIndex, to: ids.endIndex, by: size).map {
      ids[$0..<min($0 + size, ids.endIndex)]
    }
  }
}
