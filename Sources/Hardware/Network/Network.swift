import Simulation

/// What carries messages between nodes: the whole of what the models above know of a network.
///
/// A message takes the one route between its ends. When it has arrived, or when a link of its route
/// failed, its receiver gets an event that `Delivery` reads. Start and end of a message are exact
/// to a fraction of a nanosecond (`Delivery.lead`), although events happen at whole ones.
public protocol Network: Component {
  /// The nodes and links that it connects.
  var topology: Topology { get }

  /// The route between two different nodes.
  func route(from source: NodeID, to target: NodeID) -> RouteID

  /// Starts a message; the receiver hears of its end, unless it is cancelled.
  @discardableResult
  func start(_ message: Message, in simulation: Simulation) -> FlowID

  /// Gives a message up and returns the bytes of it that have arrived; nil if it has ended before.
  @discardableResult
  func cancel(_ flow: FlowID, in simulation: Simulation) -> Int?

  /// Changes a link from this instant on.
  func change(_ link: LinkID, _ change: LinkChange, in simulation: Simulation)

  /// Bytes delivered and time in use of every link, up to now.
  func linkRecords(at time: SimTime) -> [LinkRecord]

  /// Bytes handed to the network so far.
  var bytesSent: Int { get }

  /// Follows every message; nil for nobody. To be set before the first route is asked for.
  var watch: FlowWatch? { get set }

  /// Tells the watch of messages that have ended and that it has not been told of yet.
  ///
  /// To be called once, when the run is over.
  func tellOfEnded(at time: SimTime)
}

/// Names a route of a network.
public struct RouteID: Hashable, Sendable {
  let index: Int
}

/// Names one message under way; a later message never has the same name.
public struct FlowID: Hashable, Sendable {
  let slot: UInt32
  let generation: UInt32
}

/// What can happen to one direction of a link.
public enum LinkChange: Hashable, Sendable {
  /// It breaks: messages on it and those that reach it later fail.
  case fails
  /// It carries messages again.
  case recovers
  /// It has another capacity from now on, in payload bytes per second.
  case rate(DataRate)
}

/// One transfer of bytes over a route.
public struct Message {
  public var route: RouteID
  /// What the accounts of the links count.
  public var bytes: Int
  /// What takes time, in bytes: it may be a fraction, such as the n-th part of a vector.
  public var size: Double
  public var receiver: ComponentID
  /// Given back to the receiver.
  public var tag: UInt64
  /// How many nanoseconds before the instant of its start it really began, within -0.5...0.5.
  public var lead: Double

  public init(
    route: RouteID, bytes: Int, size: Double? = nil, receiver: ComponentID, tag: UInt64,
    lead: Double = 0
  ) {
    self.route = route
    self.bytes = bytes
    self.size = size ?? Double(bytes)
    self.receiver = receiver
    self.tag = tag
    self.lead = lead
  }
}

extension Network {
  // Most networks tell at once.
  public func tellOfEnded(at time: SimTime) {}

  /// Starts a message of whole bytes at this very instant.
  @discardableResult
  public func start(
    bytes: Int, over route: RouteID, receiver: ComponentID, tag: UInt64, in simulation: Simulation
  ) -> FlowID {
    start(Message(route: route, bytes: bytes, receiver: receiver, tag: tag), in: simulation)
  }
}
