import Randomness
import Simulation
import Testing

@testable import Hardware

@Suite struct RandomNetworkTests {
  /// One random network with a random story, told to the network and to the obvious model.
  private func compare(
    _ trial: Int, changes: Bool, atMost limit: Int = 10, crowdAbove threshold: Int? = nil
  ) throws {
    let random = RandomStream(seed: 23, name: "network \(trial) \(changes)")
    let simulation = Simulation()
    var topology = Topology()
    var hosts: [NodeID] = []
    var capacity: [Double] = []
    let latency = SimDuration(nanoseconds: Int64(random.integer(below: 3)) * 1_300_017)
    for _ in 0..<1 + random.integer(below: 3) {
      let uplink = 1e6 * Double(1 + random.integer(below: 4))
      let board = topology.attach(
        to: topology.root, link: "board", rate: DataRate(bytesPerSecond: uplink), latency: latency)
      capacity += [uplink, uplink]
      for _ in 0..<1 + random.integer(below: 3) {
        let rate = 1e6 * Double(1 + random.integer(below: 3))
        hosts.append(
          topology.attach(
            to: board, link: "host", rate: DataRate(bytesPerSecond: rate), latency: .zero))
        capacity += [rate, rate]
      }
    }
    if hosts.count < 2 { return }
    let network = FluidNetwork(topology: topology, meter: nil)
    if let threshold { network.shares.pointee.crowd.threshold = threshold }
    network.join(simulation)
    let script = NetworkScript()
    script.network = network
    script.id = simulation.add(script)
    var obvious = ObviousFluid(capacity: capacity)
    for number in 0..<1 + random.integer(below: limit) {
      let source = random.integer(below: hosts.count)
      let target = (source + 1 + random.integer(below: hosts.count - 1)) % hosts.count
      let bytes = 1000 + random.integer(below: 500_000)
      // Some flows start at the same instant.
      let start = Int64(random.integer(below: 12)) * 50_000_000
      let route = network.route(from: hosts[source], to: hosts[target])
      script.add(.start(flow: number, route, bytes: bytes), at: start, in: simulation)
      let arrival = SimTime(nanoseconds: start) + network.latency(of: route)
      obvious.flows.append(
        .init(
          links: topology.route(from: hosts[source], to: hosts[target]).map(\.index),
          start: arrival.seconds, left: Double(bytes)))
    }
    for _ in 0..<(changes ? random.integer(below: 8) : 0) {
      let time = Int64(1 + random.integer(below: 1_000_000)) * 1001
      let seconds = SimTime(nanoseconds: time).seconds
      let link = random.integer(below: capacity.count)
      switch random.integer(below: 4) {
      case 0:
        let flow = random.integer(below: obvious.flows.count)
        // Cancelling a flow that has not begun to move is no matter of sharing.
        if obvious.flows[flow].start >= seconds { continue }
        script.add(.cancel(flow: flow), at: time, in: simulation)
        obvious.actions.append((seconds, .cancel(flow)))
      case 1:
        script.add(.change(LinkID(index: link), .fails), at: time, in: simulation)
        obvious.actions.append((seconds, .fail(link)))
      case 2:
        script.add(.change(LinkID(index: link), .recovers), at: time, in: simulation)
        obvious.actions.append((seconds, .recover(link)))
      default:
        let rate = 0.5e6 * Double(1 + random.integer(below: 8))
        script.add(
          .change(LinkID(index: link), .rate(DataRate(bytesPerSecond: rate))), at: time,
          in: simulation)
        obvious.actions.append((seconds, .rate(link, rate)))
      }
    }
    let end = try simulation.run()
    obvious.run()
    for (number, flow) in obvious.flows.enumerated() {
      let time = try #require(script.ends[number], "trial \(trial): flow \(number) never ended")
      #expect(abs(time - flow.end) < 1e-7, "trial \(trial), flow \(number)")
      let isLost = script.cancelled.contains(number) || script.losses[number] != nil
      #expect(isLost == flow.isLost, "trial \(trial), flow \(number)")
    }
    for (link, record) in network.linkRecords(at: end).enumerated() {
      #expect(abs(record.busy_s - obvious.busy[link]) < 1e-6, "trial \(trial), link \(link)")
      let slack = Double(obvious.flows.count) + 1
      #expect(abs(Double(record.bytes) - obvious.bytes[link]) < slack, "trial \(trial)")
    }
  }

  @Test("a thousand random networks with random flows agree with the obvious model")
  func flows() throws {
    for trial in 0..<1000 { try compare(trial, changes: false) }
  }

  @Test("so do networks with a hundred flows")
  func crowds() throws {
    for trial in 0..<20 { try compare(trial, changes: true, atMost: 120) }
  }

  @Test("so do two thousand whose links change, fail and recover and whose flows are cancelled")
  func changes() throws {
    for trial in 0..<2000 { try compare(trial, changes: true) }
  }

  @Test("the crowd's solver agrees with it too", arguments: [0, 1, 4])
  func crowd(threshold: Int) throws {
    for trial in 0..<500 { try compare(trial, changes: true, crowdAbove: threshold) }
    for trial in 0..<20 {
      try compare(trial, changes: true, atMost: 120, crowdAbove: threshold)
    }
  }
}
