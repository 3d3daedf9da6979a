import Synchronization

/// Counts what threads have done.
final class Counter: Sendable {
  private let count = Mutex(0)

  /// One more; the number so far.
  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
