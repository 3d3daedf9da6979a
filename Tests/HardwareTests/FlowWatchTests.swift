import Randomness
import Simulation
import Testing

@testable import Hardware

@Suite struct FlowWatchTests {
  /// Three hosts around one switch, watched.
  private func star(_ model: NetworkModel, latency: Int64 = 1000) -> (
    Simulation, any Network, [NodeID], Watched
  ) {
    let simulation = Simulation()
    var topology = Topology()
    let hosts = (0..<3).map {
      topology.attach(
        to: topology.root, link: "host \($0)", rate: DataRate(bytesPerSecond: 1e6),
        latency: SimDuration(nanoseconds: latency))
    }
    let watched = Watched()
    return (simulation, joined(model, topology, simulation, watched), hosts, watched)
  }

  private final class Watched {
    var flows: [WatchedFlow] = []
  }

  private func joined(
    _ model: NetworkModel, _ topology: Topology, _ simulation: Simulation, _ watched: Watched
  ) -> any Network {
    let network: any Network
    if model == .fluid {
      let fluid = FluidNetwork(topology: topology, meter: nil)
      fluid.join(simulation)
      network = fluid
    } else {
      let messages = StoreAndForwardNetwork(topology: topology, meter: nil)
      messages.join(simulation)
      network = messages
    }
    network.watch = FlowWatch { watched.flows.append($0) }
    return network
  }

  @Test("two flows that share a link take twice the time, each at half the rate")
  func fluid() throws {
    let (simulation, network, hosts, watched) = star(.fluid)
    let gather = Collective(
      .gather(bytes: 500_000, participants: 3), among: hosts, network: network, in: simulation)
    simulation.spawn("gather") {
      try await simulation.sleep(for: SimDuration(seconds: 2))
      try await gather.run(in: simulation)
    }
    try simulation.run()
    #expect(watched.flows.map(\.purpose) == ["gather", "gather"])
    #expect(Set(watched.flows.map(\.source)) == [hosts[1], hosts[2]])
    for flow in watched.flows {
      #expect(flow.target == hosts[0])
      #expect(flow.bytes == 500_000)
      #expect(flow.isDelivered)
      #expect(flow.started.seconds == 2)
      // The latency of two links, then one second.
      #expect(flow.firstByte?.nanoseconds == 2_000_002_000)
      #expect(flow.ended.nanoseconds == 3_000_002_000)
    }
  }

  @Test("a message that waits in line has not begun to move")
  func messages() throws {
    let (simulation, network, hosts, watched) = star(.storeAndForward)
    let scatter = Collective(
      .scatter(bytes: [0, 500_000, 500_000]), among: hosts, network: network, in: simulation)
    simulation.spawn("scatter") { try await scatter.run(in: simulation) }
    try simulation.run()
    #expect(watched.flows.map(\.started.nanoseconds) == [0, 0])
    #expect(watched.flows.map { $0.firstByte?.nanoseconds } == [0, 500_000_000])
    // Two links one after the other, of 0.5 s and 1 us each.
    #expect(watched.flows.map(\.ended.nanoseconds) == [1_000_002_000, 1_500_002_000])
  }

  @Test("a repeated collective is told in full, and takes the same time")
  func repeated() throws {
    let (simulation, network, hosts, watched) = star(.fluid)
    let ring = Collective(
      .ringAllReduce(bytes: 300_000, participants: 3), among: hosts, network: network,
      in: simulation)
    simulation.spawn("rings") {
      for _ in 0..<5 { try await ring.run(in: simulation) }
    }
    let end = try simulation.run()
    #expect(watched.flows.count == 5 * ring.schedule.transfers.count)
    #expect(end.nanoseconds == 5 * 4 * (100_000_000 + 2000))
  }

  @Test("with collectives that repeat themselves the same messages are told as without")
  func reuse() throws {
    for trial in 0..<50 {
      func told(reuse: Bool) throws -> [WatchedFlow] {
        let random = RandomStream(seed: 61, name: "reuse \(trial)")
        let simulation = Simulation()
        var topology = Topology()
        let hosts = (0..<6).map {
          topology.attach(
            to: topology.root, link: "host \($0)", rate: DataRate(bytesPerSecond: 1e6),
            latency: SimDuration(nanoseconds: 1000))
        }
        let watched = Watched()
        let network = FluidNetwork(topology: topology, meter: nil)
        network.join(simulation)
        network.reusesRuns = reuse
        network.watch = FlowWatch { watched.flows.append($0) }
        for half in 0..<2 {
          let ring = Collective(
            .ringAllReduce(bytes: 3003, participants: 3),
            among: Array(hosts[3 * half..<3 * half + 3]), network: network, in: simulation)
          simulation.spawn("ring") {
            for _ in 0..<10 {
              try await ring.run(in: simulation)
              try await simulation.sleep(for: SimDuration(nanoseconds: 77_000))
            }
          }
        }
        let sink = simulation.add(Arrivals())
        for number in 0..<random.integer(below: 4) {
          let source = random.integer(below: 6)
          let route = network.route(from: hosts[source], to: hosts[(source + 1) % 6])
          let wait = SimDuration(nanoseconds: Int64(random.integer(below: 40_000)) * 1001)
          simulation.spawn("interference") {
            try await simulation.sleep(for: wait)
            network.start(
              bytes: 2000, over: route, receiver: sink, tag: UInt64(number), in: simulation)
          }
        }
        // Cut within a ring.
        let end = try simulation.run(until: SimTime(nanoseconds: 31_234_567))
        simulation.stop()
        network.tellOfEnded(at: end)
        return watched.flows.filter(\.isDelivered).sorted {
          ($0.ended, $0.source.index, $0.target.index, $0.bytes)
            < ($1.ended, $1.source.index, $1.target.index, $1.bytes)
        }
      }
      let (with, without) = (try told(reuse: true), try told(reuse: false))
      #expect(with == without, "trial \(trial)")
      #expect(with.count > 60)
    }
  }

  @Test("what is lost or cancelled is told with the bytes that arrived")
  func unfinished() throws {
    let (simulation, network, hosts, watched) = star(.fluid, latency: 0)
    let sink = simulation.add(Arrivals())
    let route = network.route(from: hosts[0], to: hosts[1])
    simulation.spawn("story") {
      network.start(bytes: 1_000_000, over: route, receiver: sink, tag: 0, in: simulation)
      try await simulation.sleep(for: SimDuration(seconds: 0.25))
      let up = network.topology.uplink(of: hosts[0]).up
      network.change(up, .fails, in: simulation)
      try await simulation.sleep(for: SimDuration(seconds: 1))
      network.start(bytes: 1_000_000, over: route, receiver: sink, tag: 1, in: simulation)
      network.change(up, .recovers, in: simulation)
      let last = network.start(
        bytes: 1_000_000, over: route, receiver: sink, tag: 2, in: simulation)
      try await simulation.sleep(for: SimDuration(seconds: 0.5))
      network.cancel(last, in: simulation)
    }
    try simulation.run()
    #expect(watched.flows.map(\.bytes) == [250_000, 0, 500_000])
    #expect(watched.flows.map(\.isDelivered) == [false, false, false])
    #expect(watched.flows.map { $0.firstByte?.seconds } == [0, nil, 1.25])
    #expect(watched.flows.map(\.ended.seconds) == [0.25, 1.25, 1.75])
    let bytes = network.linkRecords(at: simulation.now).first { $0.link == "host 0 up" }?.bytes
    #expect(bytes == 750_000)
  }

  @Test(
    "every link has carried the bytes of the flows that cross it",
    arguments: NetworkModel.allCases)
  func conservation(model: NetworkModel) throws {
    for trial in 0..<100 {
      let random = RandomStream(seed: 51, name: "conservation \(trial)")
      let simulation = Simulation()
      var topology = Topology()
      let switches = topology.place(
        Mesh(
          nodes: 4,
          links: [(0, 1), (1, 2), (2, 3), (3, 0), (1, 3)].map {
            Mesh.Link(
              $0.0, $0.1, names: ("forth", "back"), rate: DataRate(bytesPerSecond: 2e6),
              latency: SimDuration(nanoseconds: 5000))
          }), gateway: 0, at: topology.root
      ).nodes
      let hosts = (0..<8).map {
        topology.attach(
          to: switches[$0 / 2], link: "host \($0)", rate: DataRate(bytesPerSecond: 1e6),
          latency: SimDuration(nanoseconds: 5000))
      }
      let watched = Watched()
      let network = joined(model, topology, simulation, watched)
      let script = NetworkScript()
      script.network = network
      script.id = simulation.add(script)
      let count = 1 + random.integer(below: 30)
      for number in 0..<count {
        let source = random.integer(below: hosts.count)
        let target = (source + 1 + random.integer(below: hosts.count - 1)) % hosts.count
        script.add(
          .start(
            flow: number, network.route(from: hosts[source], to: hosts[target]),
            bytes: 1000 + random.integer(below: 500_000)),
          at: Int64(random.integer(below: 10)) * 40_000_000, in: simulation)
        // What a message that is given up mid-way has left on links before is no flow's delivery,
        // so messages in line are let through.
        if model == .fluid, random.integer(below: 4) == 0 {
          script.add(
            .cancel(flow: number), at: Int64(random.integer(below: 1_000_000)) * 1001,
            in: simulation)
        }
      }
      let end = try simulation.run()
      var expected = [Int](repeating: 0, count: topology.linkCount)
      for flow in watched.flows {
        for link in topology.route(from: flow.source, to: flow.target) {
          expected[link.index] += flow.bytes
        }
        #expect(flow.started <= flow.firstByte ?? flow.ended)
        #expect(flow.firstByte ?? flow.started <= flow.ended)
      }
      // A flow that was cancelled before it started was never one.
      #expect(watched.flows.count == script.flows.count)
      #expect(network.linkRecords(at: end).map(\.bytes) == expected, "trial \(trial)")
    }
  }

  /// Two switches in a row, so that messages can be lost on their second and third link.
  @Test(
    "what is lost or cancelled on the way tells every byte that it put on a link",
    arguments: NetworkModel.allCases)
  func linkBytes(model: NetworkModel) throws {
    var lostOnTheWay = 0
    for trial in 0..<100 {
      let random = RandomStream(seed: 53, name: "link bytes \(trial)")
      let simulation = Simulation()
      var topology = Topology()
      let switches = (0..<2).map { number in
        topology.attach(
          to: topology.root, link: "switch \(number)", rate: DataRate(bytesPerSecond: 2e6),
          latency: SimDuration(nanoseconds: 5000))
      }
      let hosts = (0..<6).map {
        topology.attach(
          to: switches[$0 / 3], link: "host \($0)", rate: DataRate(bytesPerSecond: 1e6),
          latency: SimDuration(nanoseconds: 5000))
      }
      let watched = Watched()
      let network = joined(model, topology, simulation, watched)
      let script = NetworkScript()
      script.network = network
      script.id = simulation.add(script)
      for number in 0..<20 {
        let source = random.integer(below: hosts.count)
        let target = (source + 1 + random.integer(below: hosts.count - 1)) % hosts.count
        let route = network.route(from: hosts[source], to: hosts[target])
        script.add(
          .start(flow: number, route, bytes: 1 + random.integer(below: 100_000)),
          at: Int64(random.integer(below: 500_000)) * 1000, in: simulation)
        if random.integer(below: 4) == 0 {
          script.add(
            .cancel(flow: number), at: Int64(random.integer(below: 1_000_000)) * 1001,
            in: simulation)
        }
      }
      for _ in 0..<6 {
        let link = LinkID(index: random.integer(below: topology.linkCount))
        let start = Int64(random.integer(below: 600_000)) * 1003
        script.add(.change(link, .fails), at: start, in: simulation)
        script.add(.change(link, .recovers), at: start + 50_000_000, in: simulation)
      }
      let end = try simulation.run()
      network.tellOfEnded(at: end)
      let carried = network.linkRecords(at: end).reduce(0) { $0 + $1.bytes }
      #expect(watched.flows.reduce(0) { $0 + $1.linkBytes } == carried, "trial \(trial)")
      lostOnTheWay += watched.flows.count { $0.linkBytes > 0 && $0.bytes == 0 }
    }
    #expect(model == .fluid || lostOnTheWay > 50)
  }

  @Test("messages under way at the end of a run have rows as well")
  func underWay() throws {
    let (simulation, network, hosts, watched) = star(.storeAndForward)
    let sink = simulation.add(Arrivals())
    let route = network.route(from: hosts[0], to: hosts[1])
    simulation.spawn("start") {
      network.start(bytes: 1_000_000, over: route, receiver: sink, tag: 0, in: simulation)
    }
    let end = try simulation.run(until: seconds(1.5))
    network.tellOfEnded(at: end)
    #expect(watched.flows.map(\.linkBytes) == [1_000_000])
    #expect(watched.flows.map(\.isDelivered) == [false])
    #expect(network.linkRecords(at: end).reduce(0) { $0 + $1.bytes } == 1_000_000)
    simulation.stop()
  }

  @Test("a cluster tells its probe of every message, by device")
  func cluster() throws {
    final class Told: Probe {
      var flows: [FlowRecord] = []
      var followsFlows: Bool { true }
      func slice(_ name: String, on track: Int, from start: SimTime, to end: SimTime) {}
      func counter(_ name: String, at time: SimTime, value: Double) {}
      func flow(_ record: FlowRecord) { flows.append(record) }
    }
    for model in NetworkModel.allCases {
      let told = Told()
      let simulation = Simulation(probe: told)
      let cluster = try Cluster(
        testServer(), used: 4, precision: .fp32, network: model, in: simulation)
      let ends = [cluster.outside] + cluster.devices.map(\.node)
      let scatter = Collective(
        .scatter(bytes: [0, 1000, 1000, 1000, 1000]), among: ends, network: cluster.network,
        in: simulation)
      simulation.spawn("scatter") { try await scatter.run(in: simulation) }
      try simulation.run()
      #expect(told.flows.map(\.from) == Array(repeating: .outside, count: 4))
      #expect(Set(told.flows.map(\.to)) == Set((0..<4).map { FlowEnd.device($0) }))
      #expect(told.flows.allSatisfy { $0.purpose == "scatter" && $0.isDelivered })
      #expect(told.flows.allSatisfy { $0.meanRate == Double($0.bytes) / $0.busy.seconds })
    }
  }
}
