import Digests

/// Computed states that no pending operation needs, kept in case somebody asks again.
///
/// Least recently used first out. States with a handle are the last to go: whoever holds a handle
/// is likely to build on it, and would otherwise wait for the whole chain again.
struct IdleStates {
  private struct Entry {
    let node: ValueNode
    let bytes: Int
    var lastUse: UInt64
  }

  let limits: ValueStoreLimits
  private var entries: [Digest: Entry] = [:]
  private var clock: UInt64 = 0
  private(set) var byteCount = 0

  init(limits: ValueStoreLimits) { self.limits = limits }

  /// Adds a node or marks it as just used; returns false if it was there.
  mutating func insert(_ node: ValueNode, bytes: Int) -> Bool {
    clock += 1
    if entries[node.key] != nil {
      entries[node.key]?.lastUse = clock
      return false
    }
    entries[node.key] = Entry(node: node, bytes: bytes, lastUse: clock)
    byteCount += bytes
    return true
  }

  /// Returns false if it was not there.
  mutating func remove(_ node: ValueNode) -> Bool {
    guard let entry = entries.removeValue(forKey: node.key) else { return false }
    byteCount -= entry.bytes
    return true
  }

  /// Takes out the state that should go next, or nil if all fit.
  ///
  /// - Complexity: O(number of idle states) once they outgrow what may be remembered.
  mutating func removeExcess() -> ValueNode? {
    guard byteCount > limits.rememberedBytes else { return nil }
    let unheld = entries.values.filter { $0.node.handles == 0 }
    let candidates =
      if unheld.reduce(0, { $0 + $1.bytes }) > limits.rememberedBytes {
        unheld
      } else if byteCount > limits.heldBytes {
        unheld.isEmpty ? Array(entries.values) : unheld
      } else {
        [Entry]()
      }
    guard let victim = candidates.min(by: { $0.lastUse < $1.lastUse })?.node, remove(victim) else {
      return nil
    }
    return victim
  }

  /// Takes out all.
  mutating func removeAll() -> [ValueNode] {
    defer {
      entries = [:]
      byteCount = 0
    }
    return entries.values.map(\.node)
  }
}
