import Digests

/// A running digest of what happened in the modelled world.
///
/// It takes facts (work ended, bytes delivered, a round closed) with their time, never anything of
/// the event queue, so a faster engine leaves it unchanged and a changed model does not.
public final class Fingerprint {
  private var digester = Digester()
  private var buffer: [UInt64] = []
  private static let capacity = 512

  init() { buffer.reserveCapacity(Self.capacity + 4) }

  /// Adds one fact: what kind, about whom, when, and how much.
  public func add(_ fact: Fact, subject: Int, at time: SimTime, amount: Int = 0) {
    buffer.append(fact.rawValue)
    buffer.append(UInt64(bitPattern: Int64(subject)))
    buffer.append(UInt64(bitPattern: time.nanoseconds))
    buffer.append(UInt64(bitPattern: Int64(amount)))
    if buffer.count >= Self.capacity { flush() }
  }

  /// The digest of all facts so far.
  public func digest() -> Digest {
    flush()
    return digester.digest()
  }

  private func flush() {
    buffer.withUnsafeBytes { digester.add(bytes: $0) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// The kinds of facts; the numbers are part of every published fingerprint.
  public enum Fact: UInt64, Sendable {
    case workEnded = 1
    case messageDelivered = 2
    case collectiveEnded = 3
    case roundClosed = 4
    case runEnded = 5
  }
}
