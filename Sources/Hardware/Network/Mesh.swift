import Simulation
import Synchronization

/// Nodes joined by full-duplex links in any shape, and the shortest routes between them.
///
/// A route has the fewest links. Among such it has the least latency, and among those it takes, from
/// its first link on, the one that was listed first wherever it has a choice. So routes depend on
/// nothing but the list, and they do not change with the load: this is how switches forward.
///
/// The routes towards a node are found together when the first of them is asked for, in
/// O(nodes + links), and kept. Equal servers of a cluster share one mesh.
public final class Mesh: Sendable {
  /// A link between two nodes, which are told by their numbers.
  public struct Link: Sendable {
    public var first: Int
    public var second: Int
    /// Of its direction from `first` to `second`, and back.
    public var names: (forth: String, back: String)
    public var rate: DataRate
    public var latency: SimDuration

    public init(
      _ first: Int, _ second: Int, names: (forth: String, back: String), rate: DataRate,
      latency: SimDuration
    ) {
      self.first = first
      self.second = second
      self.names = names
      self.rate = rate
      self.latency = latency
    }
  }

  /// A way out of a node; the directions of link n are 2n and 2n + 1.
  private struct Way: Sendable {
    var direction: Int
    var node: Int
  }

  private struct Known: Sendable {
    /// For a target: the direction in which each node sends what is for it, -1 for none.
    var next: [Int: [Int32]] = [:]
  }

  public let nodeCount: Int
  public let links: [Link]
  private let ways: [[Way]]
  private let known = Mutex(Known())

  /// Of all targets together, so that a large mesh does not fill the memory.
  private static let mostKept = 1 << 24

  /// - Precondition: Links join different nodes of 0..<nodes.
  public init(nodes: Int, links: [Link]) {
    nodeCount = nodes
    self.links = links
    var ways = [[Way]](repeating: [], count: nodes)
    for (number, link) in links.enumerated() {
      precondition(link.first != link.second, "a link joins two nodes")
      ways[link.first].append(Way(direction: 2 * number, node: link.second))
      ways[link.second].append(Way(direction: 2 * number + 1, node: link.first))
    }
    self.ways = ways
  }

  /// The directions of links from one node to another, in order; none from a node to itself.
  ///
  /// - Precondition: There is a route.
  func route(from source: Int, to target: Int) -> [Int] {
    known.withLock { known in
      let next = known.next[target] ?? search(target)
      if known.next[target] == nil {
        if (known.next.count + 1) * nodeCount > Self.mostKept { known.next.removeAll() }
        known.next[target] = next
      }
      var route: [Int] = []
      var node = source
      while node != target {
        let direction = Int(next[node])
        precondition(direction >= 0, "every node of a mesh can be reached")
        route.append(direction)
        let link = links[direction / 2]
        node = direction % 2 == 0 ? link.second : link.first
      }
      return route
    }
  }

  /// The nodes that no route leads to, rising.
  public func nodes(unreachableFrom source: Int) -> [Int] {
    let next = search(source)
    return (0..<nodeCount).filter { $0 != source && next[$0] < 0 }
  }

  /// Breadth first from the target, so that a node's neighbours towards it are settled before it.
  private func search(_ target: Int) -> [Int32] {
    var next = [Int32](repeating: -1, count: nodeCount)
    var hops = [Int](repeating: Int.max, count: nodeCount)
    var latency = [SimDuration](repeating: .zero, count: nodeCount)
    hops[target] = 0
    var reached = [target]
    var position = 0
    while position < reached.count {
      let node = reached[position]
      position += 1
      // Ways are in the order of the links' numbers: of equal ones the first stays.
      for way in ways[node] where hops[node] > 0 && hops[way.node] == hops[node] - 1 {
        let total = links[way.direction / 2].latency + latency[way.node]
        if next[node] < 0 || total < latency[node] {
          latency[node] = total
          next[node] = Int32(way.direction)
        }
      }
      for way in ways[node] where hops[way.node] == Int.max {
        hops[way.node] = hops[node] + 1
        reached.append(way.node)
      }
    }
    return next
  }
}
