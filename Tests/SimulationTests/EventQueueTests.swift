import Randomness
import Testing

@testable import Simulation

/// How far ahead of the running instant events are scheduled.
private enum Times: String, CaseIterable {
  case random, exponential, equal, few, falling, rising
  /// Half of the pushes are for the running instant.
  case present
  /// Spans from one nanosecond to a century: each power of two is as likely as the other.
  case wide
  /// Clusters of a few nanoseconds, far apart.
  case clustered
  /// Almost everything soon, and now and then something a century away.
  case farFuture
  /// One long instant, then pushes into the middle of what is about to happen.
  case middle

  func ahead(_ step: Int, _ random: RandomStream) -> Int64 {
    switch self {
    case .random: Int64(random.integer(below: 100_000))
    case .exponential: Int64(random.exponential(mean: 1e6))
    case .equal: 1000
    case .few: Int64(random.integer(below: 4))
    case .falling: Int64(max(0, 100_000 - step))
    case .rising: Int64(step)
    case .present: random.uniform() < 0.5 ? 0 : Int64(random.integer(below: 50))
    case .wide: Int64(1) << Int64(random.integer(below: 61)) / 2 + Int64(random.integer(below: 3))
    case .clustered:
      Int64(random.integer(below: 5)) * 1_000_000_000 + Int64(random.integer(below: 40))
    case .farFuture:
      random.uniform() < 0.02
        ? 3_000_000_000_000_000_000 / Int64(1 + random.integer(below: 3))
        : Int64(random.integer(below: 200))
    case .middle: step % 300 < 200 ? 500 : Int64(random.integer(below: 500))
    }
  }
}

extension EventQueue {
  fileprivate mutating func push(at time: Int64, value: UInt64) {
    push(Entry(time: time, component: 1, kind: 0, value: value))
  }
}

@Suite struct EventQueueTests {
  @Test("pops in the order of a sorted list, whatever the times", arguments: Times.allCases)
  fileprivate func orderEqualsList(times: Times) {
    let random = RandomStream(seed: 7, name: times.rawValue)
    var queue = EventQueue()
    var oracle = SortedList()
    var now: Int64 = 0
    var differences = 0
    for step in 0..<1500 {
      let time = now + times.ahead(step, random)
      queue.push(at: time, value: UInt64(step))
      oracle.push(at: time, value: UInt64(step))
      if random.uniform() < 0.45, !queue.isEmpty {
        // Now and then the next time is asked for, which may sort ahead.
        if random.uniform() < 0.5 { _ = queue.nextTime }
        let popped = queue.popFirst()
        if popped.value != oracle.pop() || popped.time < now { differences += 1 }
        now = popped.time
      }
    }
    while let expected = oracle.pop() {
      if queue.popFirst().value != expected { differences += 1 }
    }
    #expect(differences == 0)
    let isEmpty = queue.isEmpty
    let nothing = queue.nextTime
    #expect(isEmpty)
    #expect(nothing == .max)
  }

  @Test(
    "keeps the order through phases of growing, holding and draining", arguments: Times.allCases)
  fileprivate func orderEqualsHeap(times: Times) {
    let random = RandomStream(seed: 8, name: times.rawValue)
    var queue = EventQueue()
    var oracle = NumberedHeap()
    var now: Int64 = 0
    var differences = 0
    var step = 0
    for phase in 0..<12 {
      let pushes = [3, 1, 0][phase % 3]
      for _ in 0..<(phase % 3 == 2 ? 20_000 : 4_000) {
        for _ in 0..<pushes {
          // Some pushes keep clear of the far end of the clock.
          let time = min(now, 1 << 62) + times.ahead(step % 100_000, random) / 8
          queue.push(at: max(time, now), value: UInt64(step))
          oracle.push(at: max(time, now), value: UInt64(step))
          step += 1
        }
        if queue.isEmpty { break }
        let next = queue.nextTime
        // Between looking and taking, the end of an instant may schedule more.
        if step % 7 == 0 {
          for time in [now, next, now + (next - now) / 2] {
            queue.push(at: time, value: UInt64(step))
            oracle.push(at: time, value: UInt64(step))
            step += 1
          }
        }
        let popped = queue.popFirst()
        let expected = oracle.pop()
        if popped.value != expected?.value || popped.time != expected?.time { differences += 1 }
        now = popped.time
      }
    }
    #expect(differences == 0)
    #expect(step > 50_000)
  }

  @Test("an empty queue takes events at any later time again and again")
  func refilled() {
    var queue = EventQueue()
    for round in 0..<200 {
      let time = Int64(round) * 10
      for offset in [3, 1, 1, 9] { queue.push(at: time + Int64(offset), value: UInt64(offset)) }
      var order: [UInt64] = []
      while !queue.isEmpty { order.append(queue.popFirst().value) }
      #expect(order == [1, 1, 3, 9])
    }
  }

  @Test("a million pending events come out in order", arguments: ["exponential", "equal", "wide"])
  func million(pattern: String) {
    let count = 1_000_000
    let random = RandomStream(seed: 9, name: pattern)
    var queue = EventQueue()
    var times = [Int64](repeating: 77, count: count)
    for index in 0..<count {
      if pattern == "exponential" { times[index] = Int64(random.exponential(mean: 1e7)) }
      if pattern == "wide" { times[index] = Int64(1) << Int64(random.integer(below: 62)) }
      queue.push(at: times[index], value: UInt64(index))
    }
    // Sorting (time, number of scheduling) is the order.
    let order = (0..<count).sorted { (times[$0], $0) < (times[$1], $1) }
    var differences = 0
    for expected in order where queue.popFirst().value != UInt64(expected) { differences += 1 }
    #expect(differences == 0)
    let isEmpty = queue.isEmpty
    #expect(isEmpty)
  }
}
