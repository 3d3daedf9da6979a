/// Rows of plain words in memory of their own: no reference counting and no copies on write.
///
/// `Element` must be trivial (no references in it). The rows are reached through `rows`, whose
/// address changes when a row is added.
struct Flat<Element>: ~Copyable {
  private(set) var rows: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 16) {
    self.capacity = max(capacity, 1)
    rows = .allocate(capacity: self.capacity)
  }

  deinit { rows.deallocate() }

  mutating func append(_ element: Element) {
    if count == capacity {
      let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
      larger.moveInitialize(from: rows, count: count)
      rows.deallocate()
      rows = larger
      capacity *= 2
    }
    (rows + count).initialize(to: element)
    count += 1
  }

  mutating func removeAll() { count = 0 }

  mutating func popLast() -> Element? {
    if count == 0 { return nil }
    count -= 1
    return rows[count]
  }

  /// Keeps the first `kept` rows.
  mutating func truncate(to kept: Int) { count = min(count, kept) }
}

/// A list of trivial elements inside a row of a `Flat`; whoever holds the row frees the list.
struct FlatList<Element> {
  private(set) var rows: UnsafeMutablePointer<Element>?
  var count = 0
  private var capacity = 0

  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    rows?[count] = element
    count += 1
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: max(capacity * 2, 4))
    if let rows {
      larger.moveInitialize(from: rows, count: count)
      rows.deallocate()
    }
    rows = larger
    capacity = max(capacity * 2, 4)
  }

  /// Every element in order; not to be used while the list changes.
  var elements: UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(start: rows, count: count)
  }

  func free() { rows?.deallocate() }
}
