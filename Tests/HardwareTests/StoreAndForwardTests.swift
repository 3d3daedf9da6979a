import Hardware
import Simulation
import Testing

@Suite struct StoreAndForwardTests {
  private let latency = SimDuration(nanoseconds: 50_000)

  /// Two boards of two hosts: host links of 100 MB/s, board links of 50 MB/s.
  private func network() -> (Simulation, StoreAndForwardNetwork, [NodeID]) {
    let simulation = Simulation()
    var topology = Topology()
    var hosts: [NodeID] = []
    for board in 0..<2 {
      let node = topology.attach(
        to: topology.root, link: "board \(board)", rate: DataRate(bytesPerSecond: 5e7),
        latency: latency)
      for host in 0..<2 {
        hosts.append(
          topology.attach(
            to: node, link: "host \(2 * board + host)", rate: DataRate(bytesPerSecond: 1e8),
            latency: latency))
      }
    }
    let network = StoreAndForwardNetwork(topology: topology, meter: nil)
    network.join(simulation)
    return (simulation, network, hosts)
  }

  private func seconds(_ schedule: CollectiveSchedule, among ends: [Int]) throws -> Double {
    let (simulation, network, hosts) = network()
    let collective = Collective(
      schedule, among: ends.map { hosts[$0] }, network: network, in: simulation)
    simulation.spawn("collective") { try await collective.run(in: simulation) }
    return try simulation.run().seconds
  }

  @Test("one message takes the sum of size / rate and latency over its links")
  func single() throws {
    let measured = try seconds(.broadcast(bytes: 1_000_003, participants: 2), among: [0, 2])
    let expected = 1_000_003 * (2 / 1e8 + 2 / 5e7) + 4 * latency.seconds
    #expect(abs(measured - expected) < 1e-9 * expected)
  }

  @Test("messages of one sender follow each other, and overlap on different links")
  func pipeline() throws {
    // Ten messages to the neighbour: the second link works on one while the first sends the next.
    let measured = try seconds(
      .chainBroadcast(bytes: 10_000_000, pieces: 10, participants: 2), among: [0, 1])
    // Pieces of a chain wait for each other: ten times both links.
    #expect(abs(measured - 10 * (2 * 0.01 + 2 * latency.seconds)) < 1e-9)
    let (simulation, network, hosts) = network()
    let receiver = Arrivals()
    let id = simulation.add(receiver)
    let route = network.route(from: hosts[0], to: hosts[1])
    for tag in 0..<10 {
      network.start(bytes: 1_000_000, over: route, receiver: id, tag: UInt64(tag), in: simulation)
    }
    try simulation.run()
    for tag in 0..<10 {
      let expected = Double(tag + 2) * 0.01 + 2 * latency.seconds
      #expect(abs((receiver.times[tag] ?? 0) - expected) < 1e-9)
    }
  }

  @Test("the first in line goes first, and the link is never idle")
  func queueing() throws {
    // Both hosts of a board send to the two of the other: the board's uplink is what they wait for.
    let (simulation, network, hosts) = network()
    let receiver = Arrivals()
    let id = simulation.add(receiver)
    for (tag, ends) in [(0, 2), (1, 3)].enumerated() {
      network.start(
        bytes: 1_000_000, over: network.route(from: hosts[ends.0], to: hosts[ends.1]),
        receiver: id, tag: UInt64(tag), in: simulation)
    }
    let end = try simulation.run()
    let first = 2 * 0.01 + 2 * 0.02 + 4 * latency.seconds
    #expect(abs((receiver.times[0] ?? 0) - first) < 1e-9)
    #expect(abs((receiver.times[1] ?? 0) - (first + 0.02)) < 1e-9)
    let uplink = network.linkRecords(at: end).first { $0.link == "board 0 up" }
    #expect(uplink?.bytes == 2_000_000)
    #expect(abs((uplink?.busy_s ?? 0) - 0.04) < 1e-12)
  }

  @Test("a link that slows, fails or recovers, and a message that is cancelled")
  func changes() throws {
    let (simulation, network, hosts) = network()
    let receiver = Arrivals()
    let id = simulation.add(receiver)
    let route = network.route(from: hosts[0], to: hosts[1])
    let up = network.topology.uplink(of: hosts[0]).up
    simulation.spawn("story") {
      func send(_ tag: UInt64) -> FlowID {
        network.start(bytes: 1_000_000, over: route, receiver: id, tag: tag, in: simulation)
      }
      _ = send(0)
      try await simulation.sleep(for: SimDuration(seconds: 0.005))
      network.change(up, .rate(DataRate(bytesPerSecond: 5e7)), in: simulation)
      try await simulation.sleep(for: SimDuration(seconds: 1))
      _ = send(1)
      let waiting = send(2)
      try await simulation.sleep(for: SimDuration(seconds: 0.01))
      #expect(network.cancel(waiting, in: simulation) == 0)
      network.change(up, .fails, in: simulation)
      try await simulation.sleep(for: SimDuration(seconds: 1))
      _ = send(3)
      try await simulation.sleep(for: SimDuration(seconds: 1))
      network.change(up, .recovers, in: simulation)
      _ = send(4)
    }
    let end = try simulation.run()
    // Half of it at full speed, half at half speed, then the second link.
    #expect(abs((receiver.times[0] ?? 0) - (0.015 + 0.01 + 2 * latency.seconds)) < 1e-9)
    #expect(receiver.losses[1] == up)
    #expect(receiver.losses[3] == up)
    #expect(receiver.times[2] == nil)
    #expect(receiver.times[4] != nil && receiver.losses[4] == nil)
    let record = network.linkRecords(at: end).first { $0.link == "host 0 up" }
    #expect(record?.bytes == 1_000_000 + 500_000 + 1_000_000)
  }
}

/// Notes when messages arrive and which are lost.
final class Arrivals: Component {
  var times: [Int: Double] = [:]
  var losses: [Int: LinkID] = [:]

  func handle(_ event: Event, in simulation: Simulation) {
    let delivery = Delivery(event)
    times[Int(delivery.tag)] = simulation.now.seconds
    losses[Int(delivery.tag)] = delivery.failedLink
  }
}
