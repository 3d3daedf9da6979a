@testable import Simulation

/// The simplest thing that keeps the order: the first of equal times stays first.
struct SortedList {
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

/// A binary heap of (time, number of scheduling), for tests too long for the sorted list.
struct NumberedHeap {
  private var entries: [(key: UInt128, value: UInt64)] = []
  private var scheduled: UInt128 = 0

  mutating func push(at time: Int64, value: UInt64) {
    let key = UInt128(UInt64(bitPattern: time)) << 64 | scheduled
    scheduled += 1
    entries.append((key, value))
    var child = entries.count - 1
    while child > 0, entries[child].key < entries[(child - 1) / 2].key {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> (time: Int64, value: UInt64)? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      var parent = 0
      while true {
        var least = parent
        for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
          if entries[child].key < entries[least].key { least = child }
        }
        if least == parent { break }
        entries.swapAt(parent, least)
        parent = least
      }
    }
    return (Int64(truncatingIfNeeded: first.key >> 64), first.value)
  }
}
