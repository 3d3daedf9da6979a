// Flat memory for the event queue: no object, so nothing to count, and nothing to initialise.

extension EventQueue {
  /// A growing array of entries.
  struct EntryArray: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Entry>
    private var capacity = 256
    var count = 0

    init() { base = .allocate(capacity: capacity) }

    deinit { base.deallocate() }

    @inline(__always)
    mutating func append(_ entry: Entry) {
      if count == capacity { grow(toHold: count + 1) }
      base[count] = entry
      count += 1
    }

    @inline(__always)
    mutating func append(_ entries: UnsafeMutablePointer<Entry>, count added: Int) {
      if count + added > capacity { grow(toHold: count + added) }
      (base + count).update(from: entries, count: added)
      count += added
    }

    mutating func removeFirst(_ removed: Int) {
      base.update(from: base + removed, count: count - removed)
      count -= removed
    }

    @inline(never)
    private mutating func grow(toHold needed: Int) {
      capacity = max(capacity * 2, needed)
      let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
      larger.update(from: base, count: count)
      base.deallocate()
      base = larger
    }
  }

  /// Pieces of buckets: ten entries each and, in front of them, a pointer to the piece after.
  ///
  /// A piece that was given back is the first to be taken again, while it is still in the cache.
  struct ChunkPool: ~Copyable {
    static let length = 10
    private static let headerSize = 16
    private static let size = headerSize + length * MemoryLayout<Entry>.stride
    private static let chunksPerSlab = 64

    private var slabs: [UnsafeMutableRawPointer] = []
    private var free: UnsafeMutableRawPointer?

    deinit {
      for slab in slabs { slab.deallocate() }
    }

    @inline(__always)
    static func entries(of chunk: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Entry> {
      (chunk + headerSize).assumingMemoryBound(to: Entry.self)
    }

    @inline(__always)
    static func successor(of chunk: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
      chunk.load(as: UnsafeMutableRawPointer?.self)
    }

    /// Links the piece whose entries end here to its successor.
    @inline(__always)
    static func link(
      endingAt limit: UnsafeMutablePointer<Entry>, to chunk: UnsafeMutableRawPointer
    ) {
      let own = UnsafeMutableRawPointer(limit) - size
      own.storeBytes(of: chunk, as: UnsafeMutableRawPointer?.self)
    }

    @inline(__always)
    mutating func take() -> UnsafeMutableRawPointer {
      if let chunk = free {
        free = Self.successor(of: chunk)
        return chunk
      }
      return takeFromNewSlab()
    }

    @inline(__always)
    mutating func giveBack(_ chunk: UnsafeMutableRawPointer) {
      chunk.storeBytes(of: free, as: UnsafeMutableRawPointer?.self)
      free = chunk
    }

    @inline(never)
    private mutating func takeFromNewSlab() -> UnsafeMutableRawPointer {
      let slab = UnsafeMutableRawPointer.allocate(
        byteCount: Self.size * Self.chunksPerSlab, alignment: 64)
      slabs.append(slab)
      for index in (1..<Self.chunksPerSlab).reversed() { giveBack(slab + index * Self.size) }
      return slab
    }
  }
}
