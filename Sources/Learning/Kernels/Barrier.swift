import Foundation
import Synchronization

/// Where a fixed number of threads wait for each other, again and again.
///
/// They spin for some microseconds, as the others are usually close, and sleep then.
final class Barrier: Sendable {
  private let members: Int
  private let arrived = Atomic<Int>(0)
  private let generation = Atomic<Int>(0)
  private let condition = NSCondition()

  init(members: Int) { self.members = members }

  func wait() {
    if members == 1 { return }
    let current = generation.load(ordering: .acquiring)
    if arrived.add(1, ordering: .acquiringAndReleasing).newValue == members {
      arrived.store(0, ordering: .relaxed)
      condition.lock()
      generation.store(current + 1, ordering: .releasing)
      condition.broadcast()
      condition.unlock()
      return
    }
    for _ in 0..<2000 where generation.load(ordering: .acquiring) != current { return }
    condition.lock()
    while generation.load(ordering: .acquiring) == current { condition.wait() }
    condition.unlock()
  }
}
