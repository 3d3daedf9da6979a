import Simulation
import Testing

@testable import Hardware

@Suite struct TopologyTests {
  private func known<Value>(_ value: Value) -> Sourced<Value> {
    Sourced(value, .documented, source: "test")
  }

  /// Seconds of a collective among the devices of a cluster, in nanoseconds.
  private func nanoseconds(
    _ server: ServerSpecification, servers: Int = 1, network: NetworkModel = .fluid,
    order: [Int]? = nil, _ schedule: (Int) -> CollectiveSchedule
  ) throws -> Int64 {
    let simulation = Simulation()
    let cluster = try Cluster(
      server, servers: servers, used: server.deviceCount, precision: .fp32, network: network,
      in: simulation)
    let ends = (order ?? Array(cluster.devices.indices)).map { cluster.devices[$0].node }
    let collective = Collective(
      schedule(ends.count), among: ends, network: cluster.network, in: simulation)
    simulation.spawn("collective") { try await collective.run(in: simulation) }
    let end = try simulation.run()
    try cluster.meter.closing(at: end)
    return end.nanoseconds
  }

  @Test(
    "a server of boards written as a graph takes the same time to the nanosecond",
    arguments: NetworkModel.allCases)
  func graphOfBoards(network: NetworkModel) throws {
    let boards = testServer(boards: 12, devicesPerBoard: 5)
    let graph = boards.asGraph()
    let strided = (0..<5).flatMap { first in stride(from: first, to: 60, by: 5).map { $0 } }
    let schedules: [(Int) -> CollectiveSchedule] = [
      { .ringAllReduce(bytes: 1_000_003, participants: $0) },
      { .halvingDoublingAllReduce(bytes: 1_000_003, participants: $0) },
      { .gather(bytes: 100_000, participants: $0) },
      { .treeAverage(bytes: 300_001, participants: $0) },
      { .allToAll(bytes: 10_000, participants: $0) },
    ]
    for schedule in schedules {
      for order in [nil, strided] {
        let expected = try nanoseconds(boards, network: network, order: order, schedule)
        #expect(try nanoseconds(graph, network: network, order: order, schedule) == expected)
      }
    }
    // And so do three of them in a rack.
    let small = testServer(boards: 2, devicesPerBoard: 2)
    let ring = { CollectiveSchedule.ringAllReduce(bytes: 1_000_003, participants: $0) }
    #expect(
      try nanoseconds(small.asGraph(), servers: 3, network: network, ring)
        == nanoseconds(small, servers: 3, network: network, ring))
  }

  @Test("around a star no uplink is shared: a ring takes 2(n-1)(L + S/nB), boards or not")
  func star() throws {
    let star = testServer(boards: 3, devicesPerBoard: 4).asStar()
    let measured = try nanoseconds(star) { .ringAllReduce(bytes: 12_000_000, participants: $0) }
    // 800 Mbit/s of payload on both links, 100 us each.
    #expect(measured == 22 * (200_000 + 10_000_000))
    let server = testServer(boards: 3, devicesPerBoard: 4)
    #expect(abs(star.idlePower.watts - server.idlePower.watts) < 1e-9)
  }

  /// Three switches in a triangle with a device each; the way from a to c over b is barred by the
  /// link between them.
  private func triangle(direct: SimDuration) -> ServerSpecification {
    var server = testServer()
    var slow = server.link(LinkKinds.device)
    slow.latency = known(direct)
    server.links["slow"] = slow
    server.topology = .graph(
      GraphTopology(
        switches: ["a", "b", "c"].map { .init(name: $0, power: known(Power(watts: 1))) },
        connections: [
          .init(0, 1, link: LinkKinds.device), .init(1, 2, link: LinkKinds.device),
          .init(0, 2, link: "slow"),
        ],
        devices: [0, 1, 2].map { .init(at: $0, count: known(1), link: LinkKinds.device) }, uplink: 0
      ))
    return server
  }

  @Test("the direct link is taken, however slow it is")
  func hops() throws {
    let server = triangle(direct: SimDuration(nanoseconds: 5_000_000))
    let measured = try nanoseconds(server, order: [0, 2]) {
      .broadcast(bytes: 1_000_000, participants: $0)
    }
    #expect(measured == 10_000_000 + 5_000_000 + 200_000)
  }

  @Test("boards are the runs of devices at one switch; rack names are told apart")
  func boards() throws {
    let cluster = try Cluster(
      triangle(direct: .zero), servers: 2, used: 2, precision: .fp32, in: Simulation())
    #expect(cluster.devices.map(\.board) == [0, 1, 2, 3, 4, 5])
    let names = cluster.network.linkRecords(at: .zero).map(\.link)
    #expect(Set(names).count == names.count)
    #expect(names.contains("server 1 a to b"))
    #expect(names.contains("server 0 c to a"))
    #expect(names.contains("server 1 soc 2 up"))
  }

  @Test("devices that are switches themselves forward for others")
  func ringOfDevices() throws {
    var server = testServer()
    server.topology = .graph(
      GraphTopology(
        switches: (0..<4).map { .init(name: "n\($0)", power: known(Power(watts: 0))) },
        connections: (0..<4).map { .init($0, ($0 + 1) % 4, link: LinkKinds.device) },
        devices: (0..<4).map { .init(at: $0, count: known(1), link: nil) }, uplink: 0))
    // Neighbours are one link apart: 2 (n-1) (L + S/nB).
    #expect(
      try nanoseconds(server) { .ringAllReduce(bytes: 4_000_000, participants: $0) }
        == 6 * (100_000 + 10_000_000))
    // Across: two links.
    #expect(
      try nanoseconds(server, order: [0, 2]) { .broadcast(bytes: 1_000_000, participants: $0) }
        == 10_000_000 + 200_000)
  }
}

@Suite struct LinkIdlePowerTests {
  @Test("ports draw their idle power at all times, in their device or in what is shared")
  func ports() throws {
    var server = testServer()  // 4 devices, 2 boards; 23 W without ports
    for (kind, watts) in [("device", 0.5), ("board-uplink", 0.25), ("server-uplink", 2)] {
      server.links[kind]?.idlePower = Sourced(Power(watts: watts), .measured, source: "test")
    }
    #expect(abs(server.idlePower.watts - (23 + 4 * 0.5 + 2 * 0.25 + 2)) < 1e-12)
    for specification in [server, server.asGraph()] {
      let simulation = Simulation()
      let cluster = try Cluster(specification, used: 1, precision: .fp32, in: simulation)
      #expect(abs(cluster.meter.power(.server).watts - server.idlePower.watts) < 1e-12)
      simulation.spawn("idle") { try await simulation.sleep(for: SimDuration(seconds: 10)) }
      let end = try simulation.run()
      try cluster.meter.closing(at: end)
      let parts = cluster.componentRecords(at: end)
      #expect(abs((parts.first { $0.component == "links idle" }?.joules ?? 0) - 45) < 1e-9)
      let device = cluster.deviceRecords(at: end)[0].energy_J
      #expect(abs((device.first { $0.component == "link idle" }?.joules ?? 0) - 5) < 1e-9)
      // One device of four and a quarter of what is shared: switches, management, fans, uplinks.
      let used = 10 * (2 + 0.5 + (15 + 0.5 + 2) / 4)
      #expect(abs(cluster.meter.energy(.used, at: end).joules - used) < 1e-9)
    }
  }

  @Test("links that were measured inside of something else have no ledger of their own")
  func included() throws {
    let cluster = try Cluster(testServer(), used: 4, precision: .fp32, in: Simulation())
    #expect(!cluster.meter.parts(at: .zero).contains { $0.name == "link idle" })
  }
}
