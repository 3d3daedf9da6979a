import Randomness
import Simulation
import Testing

@testable import Hardware

@Suite struct MeshTests {
  private func mesh(nodes: Int, _ links: [(first: Int, second: Int, latency: Int64)]) -> Mesh {
    Mesh(
      nodes: nodes,
      links: links.map {
        Mesh.Link(
          $0.first, $0.second, names: ("\($0.first) to \($0.second)", "back"),
          rate: DataRate(bytesPerSecond: 1e6), latency: SimDuration(nanoseconds: $0.latency))
      })
  }

  /// A random graph, connected or not; latencies are few, so that routes are often equally short.
  private func graph(_ random: RandomStream) -> (
    nodes: Int, links: [(first: Int, second: Int, latency: Int64)]
  ) {
    let nodes = 2 + random.integer(below: 8)
    var links: [(first: Int, second: Int, latency: Int64)] = []
    for _ in 0..<random.integer(below: 3 * nodes) {
      let first = random.integer(below: nodes)
      let second = (first + 1 + random.integer(below: nodes - 1)) % nodes
      links.append((first, second, Int64(random.integer(below: 3))))
    }
    return (nodes, links)
  }

  @Test("routes of a thousand random graphs are those of Floyd and Warshall, ties included")
  func oracle() {
    var compared = 0
    for trial in 0..<1000 {
      let (nodes, links) = graph(RandomStream(seed: 7, name: "mesh \(trial)"))
      let mesh = mesh(nodes: nodes, links)
      let obvious = ObviousRoutes(nodes: nodes, links: links)
      for source in 0..<nodes {
        let unreachable = Set(mesh.nodes(unreachableFrom: source))
        for target in 0..<nodes {
          guard let expected = obvious.routes[source][target] else {
            #expect(unreachable.contains(target), "trial \(trial), \(source) to \(target)")
            continue
          }
          #expect(!unreachable.contains(target))
          let route = mesh.route(from: source, to: target)
          #expect(route.map { $0 / 2 } == expected.links, "trial \(trial), \(source) to \(target)")
          // Every direction starts where the one before it ended.
          var node = source
          for direction in route {
            let link = links[direction / 2]
            #expect(node == (direction % 2 == 0 ? link.first : link.second))
            node = direction % 2 == 0 ? link.second : link.first
          }
          #expect(node == target)
          compared += 1
        }
      }
    }
    #expect(compared > 20_000)
  }

  @Test("routes through a tree with meshes in it are those of the whole graph")
  func meshesInTrees() throws {
    for trial in 0..<300 {
      let random = RandomStream(seed: 8, name: "tree \(trial)")
      var topology = Topology()
      var nodes = [topology.root]
      // Both ends of every link by number of node, as told by the public interface.
      var links: [(first: Int, second: Int, latency: Int64)] = []
      var inMesh: Set<NodeID> = []
      for _ in 0..<2 + random.integer(below: 6) {
        let parent = nodes[random.integer(below: nodes.count)]
        if random.integer(below: 3) == 0, !inMesh.contains(parent) {
          // A ring with a chord, of which any node may be the way out.
          let size = 3 + random.integer(below: 3)
          var ring = (0..<size).map { ($0, ($0 + 1) % size, Int64(random.integer(below: 2))) }
          if size > 3 { ring.append((0, 2, 1)) }
          let gateway = random.integer(below: size)
          let placed = topology.place(
            mesh(nodes: size, ring.map { (first: $0.0, second: $0.1, latency: $0.2) }),
            gateway: gateway, at: parent)
          #expect(placed.nodes[gateway] == parent)
          for (a, b, latency) in ring {
            links.append((placed.nodes[a].index, placed.nodes[b].index, latency))
          }
          #expect(placed.links.map { $0.forth.index } == placed.links.map { $0.back.index - 1 })
          inMesh.formUnion(placed.nodes)
          nodes += placed.nodes.filter { $0 != parent }
        } else {
          let latency = Int64(random.integer(below: 3))
          nodes.append(
            topology.attach(
              to: parent, link: "link", rate: DataRate(bytesPerSecond: 1e6),
              latency: SimDuration(nanoseconds: latency)))
          links.append((parent.index, nodes[nodes.count - 1].index, latency))
        }
      }
      // Ties between a mesh's routes are settled by its own numbers, which rise here as well.
      let obvious = ObviousRoutes(nodes: nodes.count, links: links)
      for a in nodes {
        for b in nodes {
          let route = topology.route(from: a, to: b).map { $0.index / 2 }
          let expected = try #require(obvious.routes[a.index][b.index])
          #expect(route == expected.links, "trial \(trial), \(a.index) to \(b.index)")
        }
      }
    }
  }

  @Test("a grid of 20 by 20 switches forwards by the shortest ways, however many are asked for")
  func grid() {
    let size = 20
    var links: [(first: Int, second: Int, latency: Int64)] = []
    for row in 0..<size {
      for column in 0..<size {
        let node = row * size + column
        if column + 1 < size { links.append((node, node + 1, 10)) }
        if row + 1 < size { links.append((node, node + size, 10)) }
      }
    }
    let mesh = mesh(nodes: size * size, links)
    for source in stride(from: 0, to: size * size, by: 7) {
      for target in stride(from: 0, to: size * size, by: 11) {
        let distance =
          abs(source / size - target / size) + abs(source % size - target % size)
        #expect(mesh.route(from: source, to: target).count == distance)
      }
    }
  }
}
