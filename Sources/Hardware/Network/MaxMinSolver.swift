/// Max-min fair rates by progressive filling, for one connected set of links.
///
/// The link with the least capacity per flow that is still open is a bottleneck: its flows get
/// exactly that share and are done; the rest of the capacity is shared among the others, until no
/// flow is open. O(links * bottlenecks + classes * hops).
struct MaxMinSolver {
  /// The links and classes of the last solution.
  private(set) var links: [Int] = []
  private(set) var classes: [Int] = []

  mutating func solve(
    from start: Int, links all: inout [LinkState], classes flows: inout [FlowClass]
  ) {
    collect(from: start, &all, &flows)
    var openClasses = classes.count
    while openClasses > 0 {
      var bottleneck = -1
      var share = Double.infinity
      for link in links where all[link].open > 0 {
        let candidate = all[link].left / Double(all[link].open)
        if candidate < share {
          share = candidate
          bottleneck = link
        }
      }
      for (index, _) in all[bottleneck].classes where !flows[index].isFixed {
        flows[index].isFixed = true
        flows[index].newRate = share
        openClasses -= 1
        let count = flows[index].count
        for link in flows[index].links {
          all[link].open -= count
          all[link].left = max(all[link].left - share * Double(count), 0)
        }
      }
    }
    for link in links { all[link].isVisited = false }
    for index in classes {
      flows[index].isVisited = false
      flows[index].isFixed = false
    }
  }

  /// Finds every link and class that shares anything with `start`, directly or not.
  private mutating func collect(
    from start: Int, _ all: inout [LinkState], _ flows: inout [FlowClass]
  ) {
    links.removeAll(keepingCapacity: true)
    classes.removeAll(keepingCapacity: true)
    links.append(start)
    all[start].isVisited = true
    var next = 0
    while next < links.count {
      let link = links[next]
      next += 1
      all[link].left = all[link].capacity
      all[link].open = 0
      for position in all[link].classes.indices {
        let index = all[link].classes[position].index
        all[link].open += flows[index].count
        if flows[index].isVisited { continue }
        flows[index].isVisited = true
        classes.append(index)
        for other in flows[index].links where !all[other].isVisited {
          all[other].isVisited = true
          links.append(other)
        }
      }
    }
  }
}
