/// The pending events of a run, in their one total order: time first, then the order of scheduling.
///
/// A 4-ary heap over flat 32-byte entries. Time and scheduling order are one 128-bit integer, so a
/// comparison is one integer compare, equal times need no second look, and nothing is reference
/// counted. The sequence number makes every key unique: the order never depends on the heap.
///
/// `push` and `pop` are O(log n); nothing is removed from the middle. A scheduled event that has
/// become void is recognised by its receiver (a generation number in its value).
struct EventQueue: ~Copyable {
  struct Entry {
    /// Nanoseconds in the high half, scheduling order in the low half.
    var key: UInt128
    var component: UInt32
    var kind: UInt32
    var value: UInt64

    var time: SimTime { SimTime(nanoseconds: Int64(truncatingIfNeeded: key >> 64)) }
  }

  private var entries: UnsafeMutablePointer<Entry>
  private var capacity: Int
  private(set) var count = 0
  private var scheduled: UInt64 = 0

  init(capacity: Int = 1024) {
    self.capacity = max(capacity, 4)
    entries = .allocate(capacity: self.capacity)
  }

  deinit { entries.deallocate() }

  var isEmpty: Bool { count == 0 }

  /// The time of the next event.
  var nextTime: SimTime? { count == 0 ? nil : entries[0].time }

  mutating func push(at time: SimTime, component: UInt32, kind: UInt32, value: UInt64) {
    if count == capacity { grow() }
    let key = UInt128(UInt64(bitPattern: time.nanoseconds)) << 64 | UInt128(scheduled)
    scheduled &+= 1
    // Sift the hole up, then fill it.
    var hole = count
    count += 1
    while hole > 0 {
      let parent = (hole - 1) >> 2
      if entries[parent].key < key { break }
      entries[hole] = entries[parent]
      hole = parent
    }
    entries[hole] = Entry(key: key, component: component, kind: kind, value: value)
  }

  mutating func pop() -> Entry? {
    if count == 0 { return nil }
    let first = entries[0]
    count -= 1
    if count > 0 { siftDown(entries[count]) }
    return first
  }

  private mutating func siftDown(_ entry: Entry) {
    var hole = 0
    while true {
      let child = hole << 2 + 1
      if child >= count { break }
      var least = child
      if child + 3 < count {
        // A tournament of four, which compiles to conditional moves.
        let left = entries[child + 1].key < entries[child].key ? child + 1 : child
        let right = entries[child + 3].key < entries[child + 2].key ? child + 3 : child + 2
        least = entries[right].key < entries[left].key ? right : left
      } else {
        var other = child + 1
        while other < count {
          if entries[other].key < entries[least].key { least = other }
          other += 1
        }
      }
      if entry.key < entries[least].key { break }
      entries[hole] = entries[least]
      hole = least
    }
    entries[hole] = entry
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: entries, count: count)
    entries.deallocate()
    entries = larger
    capacity *= 2
  }
}
