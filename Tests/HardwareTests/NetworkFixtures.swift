import Hardware
import Simulation

/// Links of 125 MB/s, boards of 5 hosts behind one shared uplink each, as in the goldens.
struct BoardNetwork {
  let simulation = Simulation()
  let network: FluidNetwork
  let hosts: [NodeID]

  init(hosts count: Int, megabytesPerSecond: Double = 125, latency: SimDuration = .zero) {
    var topology = Topology()
    let rate = DataRate(bytesPerSecond: megabytesPerSecond * 1e6)
    var hosts: [NodeID] = []
    var board = topology.root
    for host in 0..<count {
      if host % 5 == 0 {
        board = topology.attach(
          to: topology.root, link: "board \(host / 5)", rate: rate, latency: latency)
      }
      hosts.append(topology.attach(to: board, link: "host \(host)", rate: rate, latency: latency))
    }
    self.hosts = hosts
    network = FluidNetwork(topology: topology, meter: nil)
    network.join(simulation)
  }

  /// The time that a collective takes on the otherwise quiet network, in seconds.
  func seconds(_ schedule: CollectiveSchedule, among ends: [NodeID]? = nil) throws -> Double {
    let collective = Collective(
      schedule, among: ends ?? hosts, network: network, in: simulation)
    let start = simulation.now
    simulation.spawn("collective") { try await collective.run(in: simulation) }
    return (try simulation.run() - start).seconds
  }
}

/// Equal hosts around one switch.
func starNetwork(hosts count: Int, bytesPerSecond: Double, latency: SimDuration) -> (
  simulation: Simulation, network: FluidNetwork, hosts: [NodeID]
) {
  let simulation = Simulation()
  var topology = Topology()
  let hosts = (0..<count).map {
    topology.attach(
      to: topology.root, link: "host \($0)",
      rate: DataRate(bytesPerSecond: bytesPerSecond), latency: latency)
  }
  let network = FluidNetwork(topology: topology, meter: nil)
  network.join(simulation)
  return (simulation, network, hosts)
}
