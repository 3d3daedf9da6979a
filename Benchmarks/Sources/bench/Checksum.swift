import Simulation

/// The order in which events were handled, as a number.
///
/// An engine that is fast because it does something else is caught: a run and its reference must
/// agree.
struct Checksum {
  private(set) var value: UInt64 = 0

  @inline(__always)
  mutating func add(_ actor: UInt32, _ time: SimTime) {
    value = value &* 31 &+ (UInt64(actor) ^ UInt64(bitPattern: time.nanoseconds))
  }

  enum Engine { case tidewatt, reference }

  nonisolated(unsafe) private static var seen: [String: UInt64] = [:]  // One thread.

  static func check(_ what: String, _ value: UInt64, in engine: Engine) {
    let known = seen[what, default: value]
    precondition(known == value, "\(what): \(engine) handled the events in another order")
    seen[what] = value
  }
}

/// What all actors of a benchmark share, at one address, as the reference's do.
struct Shared {
  let spans = Increments.shared.spans
  var checksum = Checksum()

  /// Runs `body` with a new one, which lives until it returns.
  static func with<Value>(_ body: (UnsafeMutablePointer<Shared>) throws -> Value) rethrows -> Value
  {
    let shared = UnsafeMutablePointer<Shared>.allocate(capacity: 1)
    shared.initialize(to: Shared())
    defer { shared.deallocate() }
    return try body(shared)
  }
}
