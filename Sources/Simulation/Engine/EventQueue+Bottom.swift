// How the sorted end of the queue is filled: by insertion, by sorting a bucket, by cutting it finer.

extension EventQueue {
  mutating func insertIntoBottom(_ entry: Entry) {
    precondition(entry.time > current, "an event cannot be scheduled in the past")
    if high == bottomCapacity || low == 0 { makeRoomInBottom(high - low) }
    var place = high
    let stop = max(low, high - Self.sortLimit)
    while place > stop && bottom[place - 1].time <= entry.time { place -= 1 }
    if place > stop || place == low {
      (bottom + place + 1).update(from: bottom + place, count: high - place)
      bottom[place] = entry
      high += 1
    } else if entry.time >= bottom[low].time {
      low -= 1
      bottom[low] = entry
    } else {
      // Too far to shift. A rung takes the bottom's place, and its first bucket is the new bottom.
      // The entry finds its place there: that bottom is short, or all of one time.
      let first = bottom[high - 1].time
      let last = bottom[low].time
      addRung(from: first, through: last, count: high - low)
      while high > low {
        high -= 1
        rungs[rungCount - 1].append(bottom[high], from: &chunks)
      }
      _ = refill()
      count -= 1
      push(entry)
    }
  }

  /// Moves the bottom so that some room is on either side of it.
  private mutating func makeRoomInBottom(_ length: Int) {
    let room = max(length / 2, 64)
    let capacity = max(length + 2 * room, bottomCapacity)
    let moved = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
    (moved + room).update(from: bottom + low, count: high - low)
    high = room + (high - low)
    low = room
    bottom.deallocate()
    bottom = moved
    bottomCapacity = capacity
  }

  /// Fills the empty bottom with the next bucket; false when nothing is left in any.
  @inline(never)
  mutating func refill() -> Bool {
    low = 0
    high = 0
    while true {
      if rungCount == 0 {
        if top.count == 0 {
          topStart = bottomEnd
          return false
        }
        let length = top.count
        let source = top.base
        top.count = 0
        topStart = settle(source, length)
      } else if rungs[rungCount - 1].takeFirstBucket(into: &scratch, recycling: &chunks) {
        _ = settle(scratch.base, scratch.count)
      } else {
        rungCount -= 1
        continue
      }
      if high > 0 { return true }
    }
  }

  /// Sorts entries into the bottom, or cuts them into the buckets of a new rung.
  ///
  /// - Returns: The time after the last of them.
  private mutating func settle(_ source: UnsafeMutablePointer<Entry>, _ length: Int) -> Int64 {
    if length <= Self.sortLimit {
      sortIntoBottom(source, length)
      return bottomEnd
    }
    var first = source[0].time
    var last = first
    for index in 1..<length {
      first = min(first, source[index].time)
      last = max(last, source[index].time)
    }
    if first == last {
      sortIntoBottom(source, length)
      return bottomEnd
    }
    addRung(from: first, through: last, count: length)
    let rung = rungs + (rungCount - 1)
    for index in 0..<length { rung.pointee.append(source[index], from: &chunks) }
    return last + 1
  }

  /// From the last to arrive to the first, each shifted past what is earlier only: equal times,
  /// which arrive in their order, are not shifted at all.
  private mutating func sortIntoBottom(_ source: UnsafeMutablePointer<Entry>, _ length: Int) {
    if length + 128 > bottomCapacity { makeRoomInBottom(length + 128) }
    low = 64
    high = 64
    var index = length
    while index > 0 {
      index -= 1
      let entry = source[index]
      var place = high
      while place > low && bottom[place - 1].time < entry.time {
        bottom[place] = bottom[place - 1]
        place -= 1
      }
      bottom[place] = entry
      high += 1
    }
    bottomEnd = bottom[low].time + 1
  }

  private mutating func addRung(from first: Int64, through last: Int64, count: Int) {
    precondition(rungCount < Self.rungLimit)
    rungs[rungCount].cut(from: first, through: last, count: count)
    rungCount += 1
  }
}
