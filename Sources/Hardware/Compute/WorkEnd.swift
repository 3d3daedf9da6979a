import Simulation

/// What the receiver of a piece of work is told when it has ended.
///
/// It travels as an event: the value is the tag, the kind says whether the work was done.
public struct WorkEnd {
  public let tag: UInt64
  /// Whether the processor died or was dead; nothing of the work counts then.
  public let failed: Bool

  public init(_ event: Event) {
    tag = event.value
    failed = event.kind == Self.failure
  }

  private static let failure: UInt32 = 1

  static func event(tag: UInt64, failed: Bool) -> Event {
    Event(kind: failed ? failure : 0, value: tag)
  }
}
