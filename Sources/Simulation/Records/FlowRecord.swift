/// One message of the network: one row of `flows.csv`.
public struct FlowRecord: Hashable, Sendable {
  /// What it was part of, such as `ring all-reduce`; nil if nobody said.
  public var purpose: String?
  public var from: FlowEnd
  public var to: FlowEnd
  /// Bytes that arrived.
  public var bytes: Int
  /// Bytes that it put on links, added up over the links: also those that were lost on the way.
  public var linkBytes: Int
  public var started: SimTime
  /// When the first byte moved; nil if none did.
  ///
  /// In a fluid network that is after the latency, and where messages wait in line it is at its turn
  /// on the first link.
  public var firstByte: SimTime?
  public var ended: SimTime
  /// Whether all of it arrived; it was lost or cancelled otherwise.
  public var isDelivered: Bool

  public init(
    purpose: String?, from: FlowEnd, to: FlowEnd, bytes: Int, linkBytes: Int, started: SimTime,
    firstByte: SimTime?, ended: SimTime, isDelivered: Bool
  ) {
    self.purpose = purpose
    self.from = from
    self.to = to
    self.bytes = bytes
    self.linkBytes = linkBytes
    self.started = started
    self.firstByte = firstByte
    self.ended = ended
    self.isDelivered = isDelivered
  }

  /// From the first byte to the end.
  public var busy: SimDuration { firstByte.map { ended - $0 } ?? .zero }

  /// Bytes per second from the first byte to the end; nil for what took no time.
  public var meanRate: Double? { busy > .zero ? Double(bytes) / busy.seconds : nil }
}

/// Where a message begins or ends.
public enum FlowEnd: Hashable, Sendable {
  /// The number of a device, which is that of its track.
  case device(Int)
  /// Beyond the servers, where data sets come from.
  case outside
}
