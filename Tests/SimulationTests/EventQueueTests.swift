import Randomness
import Testing

@testable import Simulation

/// The simplest thing that keeps the order: the first of equal times stays first.
private struct SortedList {
  private var entries: [(time: Int64, order: Int, value: UInt64)] = []
  private var scheduled = 0

  mutating func push(at time: Int64, value: UInt64) {
    entries.append((time, scheduled, value))
    scheduled += 1
  }

  mutating func pop() -> UInt64? {
    guard
      let index = entries.indices.min(by: {
        (entries[$0].time, entries[$0].order) < (entries[$1].time, entries[$1].order)
      })
    else { return nil }
    return entries.remove(at: index).value
  }
}

@Suite struct EventQueueTests {
  @Test(
    "pops in the order of a sorted list, whatever the times",
    arguments: ["random", "equal", "few", "falling", "rising"])
  func orderEqualsOracle(pattern: String) throws {
    let random = RandomStream(seed: 7, name: pattern)
    var queue = EventQueue(capacity: 4)
    var oracle = SortedList()
    for step in 0..<600 {
      let time: Int64 =
        switch pattern {
        case "equal": 5
        case "few": Int64(random.integer(below: 4))
        case "falling": Int64(1000 - step)
        case "rising": Int64(step)
        default: Int64(random.integer(below: 100_000))
        }
      queue.push(
        at: SimTime(nanoseconds: time), component: 1, kind: 0, value: UInt64(step))
      oracle.push(at: time, value: UInt64(step))
      if random.uniform() < 0.4 {
        let popped = queue.pop()
        #expect(popped?.value == oracle.pop())
      }
    }
    while let expected = oracle.pop() {
      let popped = queue.pop()
      #expect(popped?.value == expected)
    }
    let isEmpty = queue.isEmpty
    #expect(isEmpty)
    let nothing = queue.pop() == nil
    #expect(nothing)
  }
}
