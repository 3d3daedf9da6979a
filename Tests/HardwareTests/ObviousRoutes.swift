import Simulation

/// Shortest routes of a small graph after Floyd and Warshall: every pair by way of every node.
///
/// A route is better with fewer links, then with less latency, then when the numbers of its links
/// come first in the order of a dictionary.
struct ObviousRoutes {
  struct Route {
    var links: [Int]
    var latency: Int64

    func isBetter(than other: Route) -> Bool {
      if links.count != other.links.count { return links.count < other.links.count }
      if latency != other.latency { return latency < other.latency }
      return links.lexicographicallyPrecedes(other.links)
    }
  }

  /// By source and target; nil where there is none.
  private(set) var routes: [[Route?]]

  init(nodes: Int, links: [(first: Int, second: Int, latency: Int64)]) {
    var routes = [[Route?]](repeating: [Route?](repeating: nil, count: nodes), count: nodes)
    for node in 0..<nodes { routes[node][node] = Route(links: [], latency: 0) }
    func offer(_ route: Route, _ a: Int, _ b: Int) {
      if routes[a][b].map({ route.isBetter(than: $0) }) ?? true { routes[a][b] = route }
    }
    for (number, link) in links.enumerated() {
      let route = Route(links: [number], latency: link.latency)
      offer(route, link.first, link.second)
      offer(route, link.second, link.first)
    }
    for middle in 0..<nodes {
      for a in 0..<nodes {
        for b in 0..<nodes {
          guard let first = routes[a][middle], let second = routes[middle][b] else { continue }
          offer(
            Route(links: first.links + second.links, latency: first.latency + second.latency), a, b)
        }
      }
    }
    self.routes = routes
  }
}
