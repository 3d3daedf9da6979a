import Hardware
import Randomness
import Simulation
import Testing

/// Everything that happened in one run, and what was seen on the way.
private struct Story: Equatable {
  var ends: [String] = []
  var samples: [String] = []
  var links: [LinkRecord] = []
  var fingerprint = ""
  var joules: [Double] = []
}

@Suite struct ReuseTests {
  /// Collectives that run again and again on a server of three boards, with random interferences.
  private func tell(_ trial: Int, reuse: Bool, interferences: Int) throws -> Story {
    let random = RandomStream(seed: 31, name: "reuse \(trial)")
    let simulation = Simulation()
    let meter = EnergyMeter(supplyEfficiency: 1)
    var topology = Topology()
    var accounts: [LinkID: (account: EnergyMeter.Account, joulesPerByte: Double)] = [:]
    let latency = SimDuration(nanoseconds: Int64(random.integer(below: 2)) * 20_000)
    func attach(to parent: NodeID, _ name: String, _ rate: Double) -> NodeID {
      let node = topology.attach(
        to: parent, link: name, rate: DataRate(bytesPerSecond: rate), latency: latency)
      for link in [topology.uplink(of: node).up, topology.uplink(of: node).down] {
        accounts[link] = (meter.open(name, device: nil, usedShare: 1), 8e-9)
      }
      return node
    }
    var hosts: [NodeID] = []
    for board in 0..<3 {
      let node = attach(to: topology.root, "board \(board)", 1e8)
      for host in 0..<3 {
        // Unequal links in every other trial, so that rates change from phase to phase.
        let rate = trial % 2 == 0 ? 1e8 : 1e7 * Double(5 + random.integer(below: 6))
        hosts.append(attach(to: node, "host \(3 * board + host)", rate))
      }
    }
    let network = FluidNetwork(topology: topology, meter: meter, accounts: accounts)
    network.join(simulation)
    network.reusesRuns = reuse
    var story = Story()

    func repeating(_ schedule: CollectiveSchedule, _ ends: [Int], pause: Int64) {
      let collective = Collective(
        schedule, among: ends.map { hosts[$0] }, network: network, in: simulation)
      simulation.spawn(schedule.name) {
        for _ in 0..<6 {
          do {
            try await collective.run(in: simulation)
          } catch let failure as CollectiveFailure {
            story.ends.append("\(failure)")
          }
          story.ends.append("\(schedule.name) \(ends) \(simulation.now.nanoseconds)")
          if pause > 0 { try await simulation.sleep(for: SimDuration(nanoseconds: pause)) }
        }
      }
    }
    for board in 0..<3 {
      let ends = (0..<3).map { 3 * board + $0 }
      switch random.integer(below: 4) {
      case 0: repeating(.treeAverage(bytes: 250_001, participants: 3), ends, pause: 1_000_003)
      case 1: repeating(.gather(bytes: 500_000, participants: 3), ends, pause: 0)
      default: repeating(.ringAllReduce(bytes: 1_000_001, participants: 3), ends, pause: 500_000)
      }
    }
    if random.integer(below: 3) == 0 {
      let schedule = CollectiveSchedule.halvingDoublingAllReduce(bytes: 300_000, participants: 4)
      simulation.spawn("later") {
        try await simulation.sleep(for: SimDuration(nanoseconds: 70_000_000))
        repeating(schedule, [0, 3, 6, 8], pause: 40_000_000)
      }
    }

    let arrivals = Arrivals()
    let receiver = simulation.add(arrivals)
    for number in 0..<interferences {
      // Often exactly at the end of a phase, where ties are.
      let time =
        random.integer(below: 2) == 0
        ? Int64(random.integer(below: 100_000_000))
        : Int64(random.integer(below: 30)) * 3_333_333 + Int64(random.integer(below: 3))
      let source = random.integer(below: 9)
      let target = (source + 1 + random.integer(below: 8)) % 9
      let bytes = 1 + random.integer(below: 500_000)
      let kind = random.integer(below: 6)
      let link = LinkID(index: random.integer(below: topology.linkCount))
      simulation.spawn("interference \(number)") {
        try await simulation.sleep(until: SimTime(nanoseconds: time))
        switch kind {
        case 0:
          let rate = DataRate(bytesPerSecond: 6e7)
          network.change(link, .rate(rate), in: simulation)
        case 1 where number % 3 == 0:
          network.change(link, .fails, in: simulation)
          try await simulation.sleep(for: SimDuration(nanoseconds: 10_000_000))
          network.change(link, .recovers, in: simulation)
        default:
          let route = network.route(from: hosts[source], to: hosts[target])
          let flow = network.start(
            bytes: bytes, over: route, receiver: receiver, tag: UInt64(number), in: simulation)
          if kind == 2 {
            try await simulation.sleep(for: SimDuration(nanoseconds: 1_000_000))
            let arrived = network.cancel(flow, in: simulation)
            story.ends.append("cancelled \(number) with \(arrived ?? -1)")
          }
        }
      }
    }
    for number in 0..<5 {
      let time = SimTime(nanoseconds: Int64(20_000_017 * number + 11))
      simulation.spawn("sample \(number)") {
        try await simulation.sleep(until: time)
        let bytes = network.linkRecords(at: time).map { "\($0.bytes) \($0.busy_s)" }
        story.samples.append("\(network.bytesSent) \(bytes)")
        story.joules.append(meter.energy(.server, at: time).joules)
      }
    }
    let end = try simulation.run()
    try meter.closing(at: end)
    for (tag, time) in arrivals.times { story.ends.append("flow \(tag) \(time)") }
    story.ends.sort()
    story.links = network.linkRecords(at: end)
    story.joules += meter.parts(at: end).map(\.joules)
    story.joules.append(meter.peakPower(.server, at: end).watts)
    story.fingerprint = "\(simulation.fingerprint.digest())"
    return story
  }

  private func compare(_ trial: Int, interferences: Int) throws {
    var on = try tell(trial, reuse: true, interferences: interferences)
    var off = try tell(trial, reuse: false, interferences: interferences)
    #expect(on.joules.count == off.joules.count)
    for (a, b) in zip(on.joules, off.joules) { #expect(abs(a - b) <= 1e-12 * abs(b)) }
    on.joules = []
    off.joules = []
    #expect(on == off, "trial \(trial)")
  }

  @Test("with and without reuse the world is the same, to the nanosecond")
  func quiet() throws {
    for trial in 0..<40 { try compare(trial, interferences: 0) }
  }

  @Test("also with flows, cancellations and failures in the middle of what is reused")
  func disturbed() throws {
    for trial in 0..<400 { try compare(trial, interferences: 1 + trial % 8) }
  }

  @Test("a run that is reused needs few events")
  func events() throws {
    func events(reuse: Bool) throws -> Int {
      let (simulation, network, hosts) = starNetwork(
        hosts: 20, bytesPerSecond: 1e8, latency: .zero)
      network.reusesRuns = reuse
      let ring = Collective(
        .ringAllReduce(bytes: 1_000_000, participants: 20), among: hosts, network: network,
        in: simulation)
      simulation.spawn("ring") {
        for _ in 0..<10 { try await ring.run(in: simulation) }
      }
      try simulation.run()
      return simulation.eventCount
    }
    #expect(try events(reuse: true) * 5 < events(reuse: false))
  }
}
