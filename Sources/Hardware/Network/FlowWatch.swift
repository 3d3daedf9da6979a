import Simulation

/// One message of a network from its start to its end, as nodes know it.
public struct WatchedFlow: Hashable, Sendable {
  public var source: NodeID
  public var target: NodeID
  /// What its receiver is called, such as `ring all-reduce`; nil if nobody said.
  public var purpose: String?
  /// Bytes that arrived: fewer than were sent if it was lost or cancelled.
  public var bytes: Int
  /// Bytes that it put on links, added up over the links: also those that were lost on the way.
  public var linkBytes: Int
  public var started: SimTime
  /// When the first of its bytes moved; nil if none did.
  public var firstByte: SimTime?
  public var ended: SimTime
  /// Whether all of it arrived and somebody was told.
  public var isDelivered: Bool
}

/// Follows every message of a network, for those who ask.
///
/// A network without one pays a comparison for each message. Messages are told when their end is
/// known, which is at its time, or at the end of a collective that repeats an earlier run.
public final class FlowWatch {
  private struct Row {
    var route: Int
    var receiver: ComponentID
    var started: SimTime
    var firstByte: SimTime?
  }

  /// What the components that receive messages are called.
  private var purposes: [ComponentID: String] = [:]
  private var ends: [(source: NodeID, target: NodeID, links: Int)] = []
  private var rows: [Row?] = []
  private let tell: (WatchedFlow) -> Void

  /// - Parameter tell: Called with every message that has ended.
  public init(_ tell: @escaping (WatchedFlow) -> Void) { self.tell = tell }

  /// Says what the messages for a component are about.
  func name(_ receiver: ComponentID, _ purpose: String) { purposes[receiver] = purpose }

  // MARK: What a network says

  /// A route was found; routes are numbered in this order.
  ///
  /// - Parameter links: How many it crosses.
  func foundRoute(from source: NodeID, to target: NodeID, links: Int) {
    ends.append((source, target, links))
  }

  /// - Parameter firstByte: When its first byte will move, if that is known already.
  func started(
    _ slot: Int, over route: Int, for receiver: ComponentID, at time: SimTime,
    firstByte: SimTime? = nil
  ) {
    if slot >= rows.count {
      rows.append(contentsOf: repeatElement(nil, count: slot + 1 - rows.count))
    }
    rows[slot] = Row(
      route: route, receiver: receiver, started: time, firstByte: firstByte)
  }

  /// A message's first byte moves; later calls change nothing.
  func moves(_ slot: Int, at time: SimTime) {
    if rows[slot]?.firstByte == nil { rows[slot]?.firstByte = time }
  }

  /// A message has ended; later calls change nothing.
  ///
  /// - Parameter linkBytes: What it put on all links together; nil where every byte that arrived has
  ///   crossed every link and no other has crossed any.
  func ended(
    _ slot: Int, bytes: Int, linkBytes: Int? = nil, hasMoved: Bool = true, isDelivered: Bool,
    at time: SimTime
  ) {
    guard let row = rows[slot] else { return }
    rows[slot] = nil
    let (source, target, links) = ends[row.route]
    tell(
      WatchedFlow(
        source: source, target: target, purpose: purposes[row.receiver], bytes: bytes,
        linkBytes: linkBytes ?? bytes * links, started: row.started,
        firstByte: hasMoved ? row.firstByte : nil, ended: time,
        isDelivered: isDelivered))
  }

  /// A message was not simulated, but took what an earlier one did.
  func replayed(
    over route: Int, for receiver: ComponentID, bytes: Int, started: SimTime, firstByte: SimTime,
    ended: SimTime
  ) {
    let (source, target, links) = ends[route]
    tell(
      WatchedFlow(
        source: source, target: target, purpose: purposes[receiver], bytes: bytes,
        linkBytes: bytes * links, started: started, firstByte: firstByte, ended: ended,
        isDelivered: true))
  }
}
