import Simulation

/// The routes of a topology, found when first asked for and numbered in that order.
struct RouteTable {
  let topology: Topology
  private var pairs: [UInt64: Int] = [:]
  private(set) var latencies: [SimDuration] = []

  init(_ topology: Topology) { self.topology = topology }

  /// The number of the route between two different nodes; `add` gets its links if it is new.
  mutating func number(
    from source: NodeID, to target: NodeID, add: ([LinkID]) -> Void
  ) -> Int {
    let pair = UInt64(source.index) << 32 | UInt64(target.index)
    if let known = pairs[pair] { return known }
    let path = topology.route(from: source, to: target)
    precondition(!path.isEmpty, "a device does not send to itself over the network")
    let number = latencies.count
    latencies.append(path.reduce(.zero) { $0 + topology.links[$1.index].latency })
    pairs[pair] = number
    add(path)
    return number
  }
}
