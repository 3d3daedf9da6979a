import Simulation

/// All messages under way, in rows that are used again, and the heaps that order those of a class.
///
/// A class's flows form a pairing heap inside the rows: adding is O(1), taking the first is
/// O(log n) amortised, and nothing is allocated. Flows with equal ends leave in the order in which
/// they came.
struct FlowTable: ~Copyable {
  private var flows = Flat<FlowRow>(capacity: 256)
  private var free = Flat<Int32>(capacity: 256)
  private var pairs = Flat<Int32>()
  private var orders: UInt64 = 0

  var rows: UnsafeMutablePointer<FlowRow> { flows.rows }

  mutating func add(_ message: Message, stage: FlowRow.Stage) -> Int {
    let slot: Int
    if let reused = free.popLast() {
      slot = Int(reused)
    } else {
      slot = flows.count
      flows.append(FlowRow(receiver: message.receiver))
    }
    let row = flows.rows + slot
    row.pointee.stage = stage
    row.pointee.route = Int32(truncatingIfNeeded: message.route.index)
    row.pointee.child = -1
    row.pointee.sibling = -1
    row.pointee.size = message.size
    row.pointee.lead = message.lead
    row.pointee.bytes = message.bytes
    row.pointee.tag = message.tag
    row.pointee.receiver = message.receiver
    return slot
  }

  mutating func release(_ slot: Int) {
    flows.rows[slot].stage = .unused
    flows.rows[slot].generation &+= 1
    free.append(Int32(truncatingIfNeeded: slot))
  }

  func name(of slot: Int) -> FlowID {
    FlowID(slot: UInt32(truncatingIfNeeded: slot), generation: flows.rows[slot].generation)
  }

  /// The row of a message that is still under way.
  func find(_ flow: FlowID) -> Int? {
    let slot = Int(flow.slot)
    guard slot < flows.count, flows.rows[slot].generation == flow.generation else { return nil }
    return flows.rows[slot].stage == .unused ? nil : slot
  }

  // MARK: Heaps

  /// Adds a flow to the heap at `root` and returns the new root.
  mutating func insert(_ slot: Int, root: Int32) -> Int32 {
    flows.rows[slot].order = orders
    orders &+= 1
    let own = Int32(truncatingIfNeeded: slot)
    return root < 0 ? own : meld(root, own)
  }

  /// Takes the root away and returns the new root.
  mutating func removeRoot(_ root: Int32) -> Int32 {
    // Meld the children pairwise from left to right, then all into one from right to left.
    var child = flows.rows[Int(root)].child
    if child < 0 { return -1 }
    if flows.rows[Int(child)].sibling < 0 { return child }
    pairs.removeAll()
    while child >= 0 {
      let second = flows.rows[Int(child)].sibling
      if second < 0 {
        pairs.append(child)
        break
      }
      let next = flows.rows[Int(second)].sibling
      pairs.append(meld(child, second))
      child = next
    }
    var result = pairs.rows[pairs.count - 1]
    var index = pairs.count - 2
    while index >= 0 {
      result = meld(pairs.rows[index], result)
      index -= 1
    }
    return result
  }

  private func meld(_ a: Int32, _ b: Int32) -> Int32 {
    let rows = flows.rows
    let (left, right) = (rows + Int(a), rows + Int(b))
    let isLeftFirst =
      left.pointee.end < right.pointee.end
      || (left.pointee.end == right.pointee.end && left.pointee.order < right.pointee.order)
    let (first, second) = isLeftFirst ? (a, b) : (b, a)
    rows[Int(second)].sibling = rows[Int(first)].child
    rows[Int(first)].child = second
    rows[Int(first)].sibling = -1
    return first
  }
}
