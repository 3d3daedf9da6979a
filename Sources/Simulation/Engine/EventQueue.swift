/// The pending events of a run, in their one total order: time first, then the order of scheduling.
///
/// A ladder queue (Tang, Goh and Thng, ACM TOMACS 15(3), 2005) with integer bounds and flat storage,
/// chosen by measurement over a 4-ary heap of 128-bit keys; `Benchmarks/README.md` has the table.
/// A heap compares O(log n) times per event; the ladder moves an event two or three times, whatever n.
///
///     top      unsorted, everything from `topStart` on: O(1) to append
///     rungs    each cuts one bucket of the rung before it into finer buckets of 2^shift ns, unsorted
///     bottom   everything before `bottomEnd`, sorted, the next event at its upper end
///     present  what is scheduled for the instant that is running: first in, first out
///
/// **Ties.** Every container holds events of equal time in the order in which they were scheduled:
/// buckets are appended to, a bucket is cut or sorted in arrival order, and what comes later for the
/// running instant waits in `present` behind all that was there before. So no sequence number is
/// stored, an event is 24 bytes, and equal times cost no comparison at all. `EventQueueTests`
/// compares the order with a sorted list and a heap that do number their events.
///
/// **Bounds.** A rung's buckets are narrower than those of the rung before it by 2^5 at least, so
/// there are at most 13 rungs and an event moves at most 15 times, however the times are spread.
/// An event that falls into the middle of a long bottom turns the bottom into a rung.
/// Bounds are integers: no event can land beside its bucket by rounding.
///
/// Nothing is removed from the middle. A scheduled event that has become void is recognised by its
/// receiver (a generation number in its value).
struct EventQueue: ~Copyable {
  struct Entry: BitwiseCopyable {
    /// Nanoseconds.
    var time: Int64
    var component: UInt32
    var kind: UInt32
    var value: UInt64
  }

  /// The longest run of entries that is sorted by insertion, and the longest shift.
  static let sortLimit = 32

  // Only this file and `EventQueue+Bottom.swift` touch what is stored.
  var count = 0
  /// The time of the event that was popped last; -1 before the first.
  var current: Int64 = -1

  var top = EntryArray()
  var topStart: Int64 = 0

  let rungs: UnsafeMutablePointer<Rung>
  var rungCount = 0
  static let rungLimit = 16
  var chunks = ChunkPool()
  /// Holds a bucket while it is sorted or cut.
  var scratch = EntryArray()

  /// Entries `low ..< high`, falling in time; of equal times the earliest scheduled is the highest.
  var bottom: UnsafeMutablePointer<Entry>
  var low = 0
  var high = 0
  var bottomCapacity: Int
  var bottomEnd: Int64 = 0

  private var present = EntryArray()
  private var presentHead = 0

  init() {
    rungs = .allocate(capacity: Self.rungLimit)
    for index in 0..<Self.rungLimit { (rungs + index).initialize(to: Rung()) }
    bottomCapacity = 256
    bottom = .allocate(capacity: bottomCapacity)
  }

  deinit {
    bottom.deallocate()
    rungs.deinitialize(count: Self.rungLimit)
    rungs.deallocate()
  }

  var isEmpty: Bool { count == 0 }

  /// The time of the next event in nanoseconds, or `Int64.max` if there is none.
  ///
  /// Amortised O(1): it may have to sort the next bucket.
  @inline(__always)
  var nextTime: Int64 {
    mutating get {
      if presentHead < present.count { return current }
      if low == high && !refill() { return .max }
      return bottom[high - 1].time
    }
  }

  /// Schedules an event behind all others of its time.
  ///
  /// Amortised O(1).
  ///
  /// - Precondition: `entry.time` is not before the event popped last.
  @inline(__always)
  mutating func push(_ entry: Entry) {
    count += 1
    if entry.time >= topStart {
      top.append(entry)
    } else {
      pushBelowTop(entry)
    }
  }

  /// Takes the next event.
  ///
  /// Amortised O(1).
  ///
  /// - Precondition: The queue is not empty.
  @inline(__always)
  mutating func popFirst() -> Entry {
    precondition(count > 0, "nothing is pending")
    count -= 1
    if presentHead < present.count {
      // What was scheduled for this instant before it began comes first.
      if low == high || bottom[high - 1].time > current { return popPresent() }
    } else if low == high {
      _ = refill()
    }
    high -= 1
    let entry = bottom[high]
    current = entry.time
    return entry
  }

  /// Whether the next event satisfies a condition.
  ///
  /// - Precondition: `nextTime` has just been asked for, and the queue is not empty.
  func nextSatisfies(_ condition: (Entry) -> Bool) -> Bool {
    let isPresent = presentHead < present.count
    return condition(isPresent ? present.base[presentHead] : bottom[high - 1])
  }

  /// Lets an empty queue take events of any time again, also before those already popped.
  mutating func forgetTime() {
    precondition(count == 0, "events are pending")
    current = -1
    rungCount = 0
    topStart = 0
    bottomEnd = 0
  }

  private mutating func popPresent() -> Entry {
    let entry = present.base[presentHead]
    presentHead += 1
    if presentHead == present.count {
      present.count = 0
      presentHead = 0
    } else if presentHead >= 4096 && presentHead * 2 > present.count {
      // A long chain within one instant must not grow the array for ever.
      present.removeFirst(presentHead)
      presentHead = 0
    }
    return entry
  }

  private mutating func pushBelowTop(_ entry: Entry) {
    if entry.time >= bottomEnd {
      // The finest rung that reaches so far.
      var rung = rungCount - 1
      while rung > 0 && entry.time >= rungs[rung].end { rung -= 1 }
      rungs[rung].append(entry, from: &chunks)
    } else if entry.time == current {
      present.append(entry)
    } else {
      insertIntoBottom(entry)
    }
  }
}
