import Foundation
import Synchronization

/// Runs independent pieces of work on a thread each and waits for all.
///
/// A simulation lives on one thread; several live side by side on one thread each. How many
/// compute at the same time is the learning store's affair, so no more is limited here.
///
/// - Parameter onFailure: Called, on its thread, as soon as a piece fails.
/// - Returns: What they gave, in order.
/// - Throws: The first error in order.
func sideBySide<Value: Sendable>(
  _ count: Int, onFailure: @escaping @Sendable (any Error) -> Void = { _ in },
  _ body: @escaping @Sendable (Int) throws -> Value
) throws -> [Value] {
  let results = Results<Value>(count: count)
  let group = DispatchGroup()
  for index in 0..<count {
    group.enter()
    let thread = Thread {
      let result = Result { try body(index) }
      if case .failure(let error) = result { onFailure(error) }
      results.set(result, at: index)
      group.leave()
    }
    thread.stackSize = 8 << 20
    thread.name = "simulation \(index)"
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
  private let slots: Mutex<[Result<Value, any Error>?]>

  init(count: Int) { slots = Mutex(Array(repeating: nil, count: count)) }

  func set(_ result: Result<Value, any Error>, at index: Int) {
    slots.withLock { $0[index] = result }
  }

  func values() -> [Result<Value, any Error>] {
    slots.withLock { $0.compactMap { $0 } }
  }
}
