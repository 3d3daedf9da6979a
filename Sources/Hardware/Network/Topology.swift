import Simulation

/// One direction of a link.
public struct LinkID: Hashable, Sendable {
  public let index: Int

  public init(index: Int) { self.index = index }
}

/// An end point or a switch.
public struct NodeID: Hashable, Sendable {
  public let index: Int
}

/// A tree of nodes joined by full-duplex links: a star, boards in a server, servers in a rack.
///
/// Every node but the root hangs on its parent by one link of two directions, so between two nodes
/// there is exactly one route: up to their common ancestor and down again.
public struct Topology: Sendable {
  struct Link: Sendable {
    var name: String
    /// Payload bytes per second.
    var bytesPerSecond: Double
    var latency: SimDuration
  }

  private struct Node: Sendable {
    var parent: Int?
    var depth: Int
    var up: Int
    var down: Int
  }

  private(set) var links: [Link] = []
  private var nodes: [Node]

  /// Starts with the root alone.
  public init() {
    nodes = [Node(parent: nil, depth: 0, up: -1, down: -1)]
  }

  public var root: NodeID { NodeID(index: 0) }
  public var linkCount: Int { links.count }

  /// Hangs a new node on `parent` by a link whose directions are named `name up` and `name down`.
  public mutating func attach(
    to parent: NodeID, link name: String, rate: DataRate, latency: SimDuration
  ) -> NodeID {
    precondition(rate.bytesPerSecond > 0, "a link needs a positive rate")
    let up = links.count
    for direction in ["up", "down"] {
      links.append(
        Link(
          name: "\(name) \(direction)", bytesPerSecond: rate.bytesPerSecond, latency: latency))
    }
    nodes.append(
      Node(
        parent: parent.index, depth: nodes[parent.index].depth + 1, up: up, down: up + 1))
    return NodeID(index: nodes.count - 1)
  }

  /// The direction from a node towards the root, and back.
  public func uplink(of node: NodeID) -> (up: LinkID, down: LinkID) {
    (LinkID(index: nodes[node.index].up), LinkID(index: nodes[node.index].down))
  }

  public func name(of link: LinkID) -> String { links[link.index].name }

  /// The links from one node to another, in order; none from a node to itself.
  public func route(from source: NodeID, to target: NodeID) -> [LinkID] {
    var (a, b) = (source.index, target.index)
    var rising: [LinkID] = []
    var falling: [LinkID] = []
    while a != b {
      if nodes[a].depth >= nodes[b].depth {
        rising.append(LinkID(index: nodes[a].up))
        a = nodes[a].parent ?? 0
      } else {
        falling.append(LinkID(index: nodes[b].down))
        b = nodes[b].parent ?? 0
      }
    }
    return rising + falling.reversed()
  }
}
