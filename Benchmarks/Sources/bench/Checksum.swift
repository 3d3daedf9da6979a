import Simulation

/// The order in which events were handled, as a number.
///
/// An engine that is fast because it does something else is caught: a run and its reference must
/// agree.
final class Checksum {
  private(set) var value: UInt64 = 0

  @inline(__always)
  func add(_ actor: UInt32, _ time: SimTime) {
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
