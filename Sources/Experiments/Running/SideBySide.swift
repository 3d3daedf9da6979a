import Foundation
import Synchronization

/// Runs independent pieces of work on a thread each and waits for all.
///
/// A simulation lives on one thread; several live side by side on one thread each. How many
/// compute at the same time is the learning store's affair; how many live is limited here, for
/// their memory. A piece begins when one before it has ended, and none begins after a failure.
///
/// - Parameters:
///   - atOnce: The greatest number of pieces under way.
///   - onFailure: Called, on its thread, as soon as a piece fails.
/// - Returns: What they gave, in order.
/// - Throws: The first error in order.
package func sideBySide<Value: Sendable>(
  _ count: Int, atOnce: Int = .max, onFailure: @escaping @Sendable (any Error) -> Void = { _ in },
  _ body: @escaping @Sendable (Int) throws -> Value
) throws -> [Value] {
  let results = Results<Value>(count: count)
  let group = DispatchGroup()
  for number in 0..<min(count, atOnce) {
    group.enter()
    let thread = Thread {
      while let index = results.next() {
        let result = Result { try body(index) }
        results.set(result, at: index)
        if case .failure(let error) = result { onFailure(error) }
      }
      group.leave()
    }
    thread.stackSize = 8 << 20
    thread.name = "simulation \(number)"
    thread.start()
  }
  group.wait()
  return try results.values().map { try $0.get() }
}

/// Remembers what failed first in real time: what fails after it may fail because of it.
final class FirstFailure: Sendable {
  private let error = Mutex<(any Error)?>(nil)

  func note(_ error: any Error) {
    self.error.withLock { if $0 == nil { $0 = error } }
  }

  var first: (any Error)? { error.withLock { $0 } }
}

private final class Results<Value: Sendable>: Sendable {
  private struct State {
    var slots: [Result<Value, any Error>?]
    /// The first piece that nobody has begun.
    var next = 0
  }
  private let state: Mutex<State>

  init(count: Int) { state = Mutex(State(slots: Array(repeating: nil, count: count))) }

  /// The piece to begin with; nil if there is none, or if one has failed.
  func next() -> Int? {
    state.withLock { state in
      guard state.next < state.slots.count else { return nil }
      state.next += 1
      return state.next - 1
    }
  }

  func set(_ result: Result<Value, any Error>, at index: Int) {
    state.withLock { state in
      state.slots[index] = result
      if case .failure = result { state.next = state.slots.count }
    }
  }

  func values() -> [Result<Value, any Error>] {
    state.withLock { $0.slots.compactMap { $0 } }
  }
}
