import Digests

/// A running digest of what happened in the modelled world.
///
/// It takes facts (work ended, a collective delivered, a round closed) with their time, never
/// anything of the event queue, so a faster engine leaves it unchanged and a changed model does
/// not. Facts of one instant count without their order, which is the engine's affair.
public final class Fingerprint {
  private var digester = Digester()
  private var instant = SimTime.zero
  /// The facts of the present instant: how many, and the sums of both halves of their digests.
  private var count = 0
  private var high: UInt64 = 0
  private var low: UInt64 = 0

  init() {}

  /// Adds one fact: what kind, about whom, when, and how much.
  ///
  /// - Precondition: `time` is not before that of an earlier fact.
  public func add(_ fact: Fact, subject: Int, at time: SimTime, amount: Int = 0) {
    if time != instant { closeInstant(before: time) }
    let words = (
      fact.rawValue, UInt64(bitPattern: Int64(subject)), UInt64(bitPattern: Int64(amount))
    )
    let digest = withUnsafeBytes(of: words) { Digest(of: $0) }
    count += 1
    high &+= digest.high
    low &+= digest.low
  }

  /// The digest of all facts so far.
  public func digest() -> Digest {
    closeInstant(before: instant)
    return digester.digest()
  }

  private func closeInstant(before time: SimTime) {
    precondition(time >= instant, "facts come in the order of their time")
    if count > 0 {
      digester.add(Int(instant.nanoseconds))
      digester.add(count)
      digester.add(high)
      digester.add(low)
    }
    instant = time
    (count, high, low) = (0, 0, 0)
  }

  /// A number for a subject that is a name and several members, such as a collective.
  public static func subject(_ name: String, _ members: [Int]) -> Int {
    var digester = Digester()
    digester.add(name)
    for member in members { digester.add(member) }
    return Int(truncatingIfNeeded: digester.digest().low)
  }

  /// The kinds of facts; the numbers are part of every published fingerprint.
  public enum Fact: UInt64, Sendable {
    /// A processor finished a piece of work.
    case workEnded = 1
    /// Every message of a collective was delivered; the amount is their bytes.
    case collectiveEnded = 2
    case roundClosed = 3
    case runEnded = 4
    /// A clock domain runs at another operating point or with other cores; the amount is both.
    case clockChanged = 5
    /// A device died or returned, or a part of it changed by a fault; the amount says how.
    case faultHappened = 6
    /// A user session took a device (the amount is 1) or gave it back (2).
    case deviceTaken = 7
  }
}
