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

/// Nodes joined by full-duplex links: a tree, in which meshes may take the places of nodes.
///
/// A star, boards in a server and servers in a rack are trees: every node but the root hangs on its
/// parent by one link of two directions, and between two nodes there is exactly one route, up to
/// their common ancestor and down again. It is found without a search, for millions of nodes.
///
/// Where switches are joined in other ways, a `Mesh` is put in the place of a node. Between two of
/// its nodes its own shortest route counts. It is left by one of its nodes only, the gateway, so
/// whole routes are shortest as well.
public struct Topology: Sendable {
  struct Link: Sendable {
    var name: String
    /// Payload bytes per second.
    var bytesPerSecond: Double
    var latency: SimDuration
  }

  private struct Node: Sendable {
    var parent: Int32
    var depth: Int32
    /// The direction to the parent; the one after it comes back.
    var up: Int32
    /// The mesh that it is part of; -1 for none.
    var mesh: Int32 = -1
  }

  private struct Placement: Sendable {
    var mesh: Mesh
    /// The mesh's own number of its gateway, and the node that it is.
    var gateway: Int
    var gatewayNode: Int
    /// The mesh's other nodes follow each other from here on, and its links too.
    var firstNode: Int
    var firstLink: Int

    /// The mesh's own number of a node.
    func number(of node: Int) -> Int {
      if node == gatewayNode { return gateway }
      let other = node - firstNode
      return other < gateway ? other : other + 1
    }

    func node(of number: Int) -> Int {
      if number == gateway { return gatewayNode }
      return firstNode + (number < gateway ? number : number - 1)
    }

    func route(from source: Int, to target: Int) -> [LinkID] {
      mesh.route(from: number(of: source), to: number(of: target)).map {
        LinkID(index: firstLink + $0)
      }
    }
  }

  private(set) var links: [Link] = []
  private var nodes: [Node]
  private var placements: [Placement] = []

  /// Starts with the root alone.
  public init() {
    nodes = [Node(parent: -1, depth: 0, up: -1)]
  }

  public var root: NodeID { NodeID(index: 0) }
  public var linkCount: Int { links.count }

  /// Hangs a new node on `parent` by a link whose directions are named `name up` and `name down`.
  public mutating func attach(
    to parent: NodeID, link name: String, rate: DataRate, latency: SimDuration
  ) -> NodeID {
    let up = links.count
    for direction in ["up", "down"] {
      addLink("\(name) \(direction)", rate: rate, latency: latency)
    }
    nodes.append(
      Node(
        parent: Int32(parent.index), depth: nodes[parent.index].depth + 1, up: Int32(up)))
    return NodeID(index: nodes.count - 1)
  }

  /// Puts a mesh in the place of a node, which becomes its gateway; others hang on it as before.
  ///
  /// - Parameter prefix: Goes before the names of the mesh's links.
  /// - Returns: Its nodes and the directions of its links, both in the order of the mesh.
  /// - Precondition: The node is not part of a mesh, and all nodes of this one are connected.
  public mutating func place(
    _ mesh: Mesh, gateway: Int, at node: NodeID, prefix: String = ""
  ) -> (nodes: [NodeID], links: [(forth: LinkID, back: LinkID)]) {
    precondition(nodes[node.index].mesh < 0, "a node is part of one mesh at most")
    let placement = Placement(
      mesh: mesh, gateway: gateway, gatewayNode: node.index, firstNode: nodes.count,
      firstLink: links.count)
    let number = Int32(placements.count)
    placements.append(placement)
    nodes[node.index].mesh = number
    // Depth counts how many links of the tree lie above: of a mesh's nodes none lies deeper.
    let other = Node(parent: -1, depth: nodes[node.index].depth, up: -1, mesh: number)
    nodes.append(contentsOf: repeatElement(other, count: mesh.nodeCount - 1))
    var directions: [(forth: LinkID, back: LinkID)] = []
    for link in mesh.links {
      directions.append((LinkID(index: links.count), LinkID(index: links.count + 1)))
      for name in [link.names.forth, link.names.back] {
        addLink(prefix + name, rate: link.rate, latency: link.latency)
      }
    }
    return ((0..<mesh.nodeCount).map { NodeID(index: placement.node(of: $0)) }, directions)
  }

  private mutating func addLink(_ name: String, rate: DataRate, latency: SimDuration) {
    precondition(rate.bytesPerSecond > 0, "a link needs a positive rate")
    links.append(Link(name: name, bytesPerSecond: rate.bytesPerSecond, latency: latency))
  }

  /// The direction from a node of the tree towards the root, and back.
  ///
  /// - Precondition: It hangs on another node.
  public func uplink(of node: NodeID) -> (up: LinkID, down: LinkID) {
    let up = Int(nodes[node.index].up)
    precondition(up >= 0, "the root and the nodes inside a mesh hang on no other node")
    return (LinkID(index: up), LinkID(index: up + 1))
  }

  /// Every direction of the links that end at this node: its uplink, and those of its mesh.
  public func links(of node: NodeID) -> [LinkID] {
    let up = Int(nodes[node.index].up)
    var own = up < 0 ? [] : [LinkID(index: up), LinkID(index: up + 1)]
    let number = Int(nodes[node.index].mesh)
    if number < 0 { return own }
    let placement = placements[number]
    let place = placement.number(of: node.index)
    for (index, link) in placement.mesh.links.enumerated() {
      guard link.first == place || link.second == place else { continue }
      let forth = placement.firstLink + 2 * index
      own += [LinkID(index: forth), LinkID(index: forth + 1)]
    }
    return own
  }

  /// The directions whose names are this one with `up`, `down` or nothing behind it.
  public func links(named name: String) -> [LinkID] {
    links.indices.filter { index in
      let whole = links[index].name
      return whole == name || whole == "\(name) up" || whole == "\(name) down"
    }.map { LinkID(index: $0) }
  }

  public func name(of link: LinkID) -> String { links[link.index].name }

  /// The capacity of one direction of a link when nothing is wrong with it.
  public func rate(of link: LinkID) -> DataRate {
    DataRate(bytesPerSecond: links[link.index].bytesPerSecond)
  }

  /// The links from one node to another, in order; none from a node to itself.
  public func route(from source: NodeID, to target: NodeID) -> [LinkID] {
    var (a, b) = (source.index, target.index)
    var rising: [LinkID] = []
    var falling: [LinkID] = []
    while a != b {
      if nodes[a].mesh >= 0, nodes[a].mesh == nodes[b].mesh {
        rising += placements[Int(nodes[a].mesh)].route(from: a, to: b)
        break
      }
      if nodes[a].depth >= nodes[b].depth {
        if let gateway = wayOut(of: a) {
          rising += gateway.route(from: a, to: gateway.gatewayNode)
          a = gateway.gatewayNode
        } else {
          rising.append(LinkID(index: Int(nodes[a].up)))
          a = Int(nodes[a].parent)
        }
      } else if let gateway = wayOut(of: b) {
        falling += gateway.route(from: gateway.gatewayNode, to: b).reversed()
        b = gateway.gatewayNode
      } else {
        falling.append(LinkID(index: Int(nodes[b].up) + 1))
        b = Int(nodes[b].parent)
      }
    }
    return rising + falling.reversed()
  }

  /// The mesh that is to be left by its gateway first; nil if the node itself hangs on another.
  private func wayOut(of node: Int) -> Placement? {
    let mesh = Int(nodes[node].mesh)
    guard mesh >= 0, placements[mesh].gatewayNode != node else { return nil }
    return placements[mesh]
  }
}
