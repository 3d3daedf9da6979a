import Simulation

/// What the receiver of a message is told when the message has ended.
///
/// It travels as an event: the value is the message's tag, the kind holds the rest.
public struct Delivery {
  public let tag: UInt64
  private let kind: UInt32

  private static let failed: UInt32 = 1 << 31
  private static let unit = 1 / Double(1 << 31)

  public init(_ event: Event) {
    tag = event.value
    kind = event.kind
  }

  /// The broken link on which the message was lost.
  public var failedLink: LinkID? {
    kind & Self.failed == 0 ? nil : LinkID(index: Int(kind & ~Self.failed))
  }

  /// How many nanoseconds before this instant the message really arrived, within -0.5...0.5.
  ///
  /// Events happen at whole nanoseconds. What starts because of this message starts so much earlier
  /// or later, so that rounding does not add up over the many rounds of a collective.
  public var lead: Double {
    // 31 bits in two's complement, in units of 2^-31 ns.
    Double(Int32(bitPattern: kind << 1) >> 1) * Self.unit
  }

  /// The event of an arrival.
  static func arrival(tag: UInt64, lead: Double) -> Event {
    let fixed = Int32(min(max(lead, -0.499_999_999), 0.499_999_999) * Double(1 << 31))
    return Event(kind: UInt32(bitPattern: fixed) & ~failed, value: tag)
  }

  /// The event of a loss.
  static func loss(tag: UInt64, on link: LinkID) -> Event {
    Event(kind: failed | UInt32(link.index), value: tag)
  }
}
