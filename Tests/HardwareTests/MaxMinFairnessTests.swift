import Hardware
import Randomness
import Simulation
import Testing

/// A slow, obvious fluid model: rates by water-filling over all flows, one event after the other.
private struct ObviousFluid {
  struct Flow {
    var links: [Int]
    var start: Double
    var left: Double
  }
  var capacity: [Double]
  var flows: [Flow]

  func rates(of active: [Int]) -> [Int: Double] {
    var rates: [Int: Double] = [:]
    var open = Set(active)
    while !open.isEmpty {
      // The link whose equal share for its open flows is least decides their rate.
      var best: (share: Double, link: Int)?
      for link in capacity.indices {
        let crossing = active.filter { flows[$0].links.contains(link) }
        let unfixed = crossing.filter { open.contains($0) }
        if unfixed.isEmpty { continue }
        let taken = crossing.reduce(0.0) { $0 + (rates[$1] ?? 0) }
        let share = (capacity[link] - taken) / Double(unfixed.count)
        if best.map({ share < $0.share }) ?? true { best = (share, link) }
      }
      guard let best else { break }
      for flow in open where flows[flow].links.contains(best.link) {
        rates[flow] = best.share
        open.remove(flow)
      }
    }
    return rates
  }

  func ends() -> [Double] {
    var flows = flows
    var ends = [Double](repeating: .infinity, count: flows.count)
    var now = 0.0
    while ends.contains(.infinity) {
      let active = flows.indices.filter { flows[$0].start <= now && ends[$0] == .infinity }
      let rates = rates(of: active)
      let nextStart = flows.map(\.start).filter { $0 > now }.min() ?? .infinity
      let nextEnd = active.map { now + flows[$0].left / (rates[$0] ?? 0) }.min() ?? .infinity
      let next = min(nextStart, nextEnd)
      for flow in active { flows[flow].left -= (rates[flow] ?? 0) * (next - now) }
      for flow in active where flows[flow].left < 1e-3 { ends[flow] = next }
      now = next
    }
    return ends
  }
}

private final class Arrivals: Component {
  var times: [Int: SimTime] = [:]
  func handle(_ event: Event, in simulation: Simulation) {
    times[Int(event.value)] = simulation.now
  }
}

@Suite struct MaxMinFairnessTests {
  @Test("random flows end when the obvious model says", arguments: 0..<40)
  func random(trial: Int) throws {
    let random = RandomStream(seed: 11, name: "fairness \(trial)")
    let simulation = Simulation()
    var topology = Topology()
    var hosts: [NodeID] = []
    var capacity: [Double] = []
    for _ in 0..<3 {
      let uplink = 1e6 * Double(1 + random.integer(below: 4))
      let board = topology.attach(
        to: topology.root, link: "board", rate: DataRate(bytesPerSecond: uplink), latency: .zero)
      capacity += [uplink, uplink]
      for _ in 0..<3 {
        let rate = 1e6 * Double(1 + random.integer(below: 3))
        hosts.append(
          topology.attach(
            to: board, link: "host", rate: DataRate(bytesPerSecond: rate), latency: .zero))
        capacity += [rate, rate]
      }
    }
    let network = FluidNetwork(topology: topology, meter: nil)
    network.join(simulation)
    let arrivals = Arrivals()
    let receiver = simulation.add(arrivals)
    var obvious = ObviousFluid(capacity: capacity, flows: [])
    for number in 0..<30 {
      let source = random.integer(below: 9)
      let target = (source + 1 + random.integer(below: 8)) % 9
      let bytes = 1000 * (1 + random.integer(below: 500))
      // Some flows start at the same instant, most do not.
      let start = SimTime(nanoseconds: Int64(random.integer(below: 20)) * 50_000_000)
      obvious.flows.append(
        .init(
          links: topology.route(from: hosts[source], to: hosts[target]).map(\.index),
          start: start.seconds, left: Double(bytes)))
      simulation.spawn("flow \(number)") {
        try await simulation.sleep(until: start)
        network.start(
          bytes: bytes, over: network.route(from: hosts[source], to: hosts[target]),
          receiver: receiver, tag: UInt64(number), in: simulation)
      }
    }
    try simulation.run()
    for (number, end) in obvious.ends().enumerated() {
      let time = try #require(arrivals.times[number])
      #expect(abs(time.seconds - end) < 1e-6)
    }
  }

  @Test("links know the bytes they carried and how long they were in use")
  func accounting() throws {
    let (simulation, network, hosts) = starNetwork(hosts: 3, bytesPerSecond: 1e6, latency: .zero)
    let collective = Collective(
      .gather(bytes: 500_000, participants: 3), among: hosts, network: network, in: simulation)
    simulation.spawn("gather") {
      try await simulation.sleep(for: SimDuration(seconds: 2))
      try await collective.run(in: simulation)
    }
    let end = try simulation.run()
    #expect(end.seconds == 3)
    let records = network.linkRecords(at: end)
    let down = try #require(records.first { $0.link == "host 0 down" })
    #expect(down.bytes == 1_000_000)
    #expect(down.busy_s == 1)
    let up = try #require(records.first { $0.link == "host 1 up" })
    #expect(up.bytes == 500_000)
    #expect(records.filter { $0.bytes == 0 }.allSatisfy { $0.busy_s == 0 })
  }
}
