extension EventQueue {
  /// One rung of the ladder: a span of time in buckets of equal, power-of-two width.
  ///
  /// A bucket is a list of chunks, in the order of arrival. A bitmap says which buckets hold
  /// something, so a span with few distinct times costs no search through empty ones.
  struct Rung: ~Copyable {
    private struct Bucket: BitwiseCopyable {
      var first: UnsafeMutableRawPointer?
      var next: UnsafeMutablePointer<Entry>?
      var limit: UnsafeMutablePointer<Entry>?
    }

    private var start: Int64 = 0
    private var shift: Int64 = 0
    /// The time after the last that this rung takes.
    private(set) var end: Int64 = 0
    private var buckets: UnsafeMutablePointer<Bucket>
    private var occupied: UnsafeMutablePointer<UInt64>
    private var words = 1
    /// No word before this one has a bit set.
    private var word = 0
    private var wordCapacity = 1

    init() {
      buckets = .allocate(capacity: 64)
      buckets.initialize(repeating: Bucket(), count: 64)
      occupied = .allocate(capacity: 1)
      occupied.initialize(to: 0)
    }

    deinit {
      buckets.deallocate()
      occupied.deallocate()
    }

    /// At most a million buckets, 24 MB; a coarser rung only means one more below it.
    private static let largestExponent = 20

    /// Sets the bounds of an empty rung for so many entries of this span.
    ///
    /// There are at least as many buckets as entries, up to the limit. Two, four or eight entries per bucket were measured to be slower at every size.
    mutating func cut(from first: Int64, through last: Int64, count: Int) {
      let span = UInt64(bitPattern: last - first)
      let wanted = max(count, 1 << 5)
      let exponent = min(Int.bitWidth - wanted.leadingZeroBitCount, Self.largestExponent)
      let spanBits = UInt64.bitWidth - span.leadingZeroBitCount
      start = first
      end = last + 1
      shift = Int64(max(spanBits - exponent, 0))
      words = Int(span >> UInt64(shift)) / 64 + 1
      word = 0
      if words > wordCapacity { grow() }
    }

    private mutating func grow() {
      buckets.deallocate()
      occupied.deallocate()
      wordCapacity = words
      buckets = .allocate(capacity: words * 64)
      buckets.initialize(repeating: Bucket(), count: words * 64)
      occupied = .allocate(capacity: words)
      occupied.initialize(repeating: 0, count: words)
    }

    /// Puts an entry behind the others of its bucket.
    @inline(__always)
    mutating func append(_ entry: Entry, from chunks: inout ChunkPool) {
      let index = Int((entry.time &- start) &>> shift)
      let bucket = buckets + index
      if bucket.pointee.next == bucket.pointee.limit { addChunk(to: index, from: &chunks) }
      if let next = bucket.pointee.next {
        next.pointee = entry
        bucket.pointee.next = next + 1
      }
    }

    private mutating func addChunk(to index: Int, from chunks: inout ChunkPool) {
      let chunk = chunks.take()
      let entries = ChunkPool.entries(of: chunk)
      if let limit = buckets[index].limit {
        ChunkPool.link(endingAt: limit, to: chunk)
      } else {
        buckets[index].first = chunk
        occupied[index >> 6] |= 1 << UInt64(index & 63)
      }
      buckets[index].next = entries
      buckets[index].limit = entries + ChunkPool.length
    }

    /// Moves the first bucket that holds something into an array; false when all are empty.
    mutating func takeFirstBucket(
      into array: inout EntryArray, recycling chunks: inout ChunkPool
    ) -> Bool {
      while word < words && occupied[word] == 0 { word += 1 }
      if word == words { return false }
      let index = word << 6 + occupied[word].trailingZeroBitCount
      occupied[word] &= occupied[word] - 1
      array.count = 0
      var chunk = buckets[index].first
      while let full = chunk {
        let entries = ChunkPool.entries(of: full)
        let limit = entries + ChunkPool.length
        let isLast = limit == buckets[index].limit
        let length = isLast ? (buckets[index].next ?? entries) - entries : ChunkPool.length
        array.append(entries, count: length)
        chunk = isLast ? nil : ChunkPool.successor(of: full)
        chunks.giveBack(full)
      }
      buckets[index] = Bucket()
      return true
    }
  }
}
