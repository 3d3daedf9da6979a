import Randomness
import Simulation
import Testing

@testable import Hardware

/// Random stories of the store-and-forward network, told to an obvious model as well.
@Suite struct RandomMessagesTests {
  /// Hosts on a random tree or on a mesh of three switches; the rates of all links.
  private func network(_ random: RandomStream) -> (Topology, hosts: [NodeID]) {
    var topology = Topology()
    // Whole numbers of bytes per nanosecond, and rates that leave fractions of a nanosecond.
    func rate() -> DataRate {
      DataRate(bytesPerSecond: [1e6, 2e6, 3e6, 7e5][random.integer(below: 4)])
    }
    func latency() -> SimDuration {
      SimDuration(nanoseconds: Int64(random.integer(below: 3)) * 1_300_017)
    }
    var switches = [topology.root]
    if random.integer(below: 2) == 0 {
      for number in 0..<1 + random.integer(below: 3) {
        switches.append(
          topology.attach(
            to: switches[random.integer(below: number + 1)], link: "switch \(number)",
            rate: rate(), latency: latency()))
      }
    } else {
      let links = [(0, 1), (1, 2), (0, 2)].map {
        Mesh.Link($0.0, $0.1, names: ("forth", "back"), rate: rate(), latency: latency())
      }
      switches =
        topology.place(
          Mesh(nodes: 3, links: links), gateway: 0, at: topology.root
        ).nodes
    }
    var hosts: [NodeID] = []
    for number in 0..<3 + random.integer(below: 5) {
      hosts.append(
        topology.attach(
          to: switches[random.integer(below: switches.count)], link: "host \(number)",
          rate: rate(), latency: latency()))
    }
    return (topology, hosts)
  }

  /// False if the story depends on how a fraction of a nanosecond is rounded.
  private func compare(_ trial: Int, changes: Bool) throws -> Bool {
    let random = RandomStream(seed: 41, name: "messages \(trial) \(changes)")
    let simulation = Simulation()
    let (topology, hosts) = network(random)
    let network = StoreAndForwardNetwork(topology: topology, meter: nil)
    network.join(simulation)
    let script = NetworkScript()
    script.network = network
    script.id = simulation.add(script)
    var obvious = ObviousMessages(
      links: topology.links.map { ($0.bytesPerSecond, Double($0.latency.nanoseconds)) })
    for number in 0..<2 + random.integer(below: 20) {
      let source = random.integer(below: hosts.count)
      let target = (source + 1 + random.integer(below: hosts.count - 1)) % hosts.count
      let bytes = 1000 + random.integer(below: 500_000)
      // Some start at the same instant.
      let start = Int64(random.integer(below: 12)) * 50_000_000
      script.add(
        .start(flow: number, network.route(from: hosts[source], to: hosts[target]), bytes: bytes),
        at: start, in: simulation)
      obvious.messages.append(
        .init(
          path: topology.route(from: hosts[source], to: hosts[target]).map(\.index),
          start: Double(start), bytes: Double(bytes)))
    }
    for _ in 0..<(changes ? 1 + random.integer(below: 8) : 0) {
      let time = Int64(1 + random.integer(below: 2_000_000)) * 1001
      let link = random.integer(below: topology.linkCount)
      switch random.integer(below: 4) {
      case 0:
        let flow = random.integer(below: obvious.messages.count)
        script.add(.cancel(flow: flow), at: time, in: simulation)
        obvious.actions.append((Double(time), .cancel(flow)))
      case 1:
        script.add(.change(LinkID(index: link), .fails), at: time, in: simulation)
        obvious.actions.append((Double(time), .fail(link)))
      case 2:
        script.add(.change(LinkID(index: link), .recovers), at: time, in: simulation)
        obvious.actions.append((Double(time), .recover(link)))
      default:
        let rate = 0.5e6 * Double(1 + random.integer(below: 8))
        script.add(
          .change(LinkID(index: link), .rate(DataRate(bytesPerSecond: rate))), at: time,
          in: simulation)
        obvious.actions.append((Double(time), .rate(link, rate)))
      }
    }
    let end = try simulation.run()
    obvious.run()
    if obvious.isAmbiguous { return false }
    for (number, message) in obvious.messages.enumerated() {
      let time = try #require(script.ends[number], "trial \(trial): message \(number) never ended")
      #expect(abs(time * 1e9 - message.end) <= 1, "trial \(trial), message \(number)")
      #expect(script.losses[number]?.index == message.lostOn, "trial \(trial), message \(number)")
      #expect(script.cancelled.contains(number) == message.isCancelled, "trial \(trial)")
    }
    for (link, record) in network.linkRecords(at: end).enumerated() {
      #expect(abs(record.busy_s - obvious.busySeconds(of: link)) < 1e-7, "trial \(trial), \(link)")
      // A link that is given up mid-way counts whole bytes.
      let slack = changes ? Double(obvious.actions.count) : 0
      let difference = abs(Double(record.bytes) - obvious.bytes(on: link))
      #expect(difference <= slack, "trial \(trial), \(link)")
    }
    return true
  }

  @Test("seven hundred random stories of messages agree with the obvious model to the nanosecond")
  func messages() throws {
    var compared = 0
    for trial in 0..<700 where try compare(trial, changes: false) { compared += 1 }
    #expect(compared > 600)
  }

  @Test("so do seven hundred whose links change, fail and recover and whose messages are cancelled")
  func changes() throws {
    var compared = 0
    for trial in 0..<700 where try compare(trial, changes: true) { compared += 1 }
    #expect(compared > 600)
  }
}
