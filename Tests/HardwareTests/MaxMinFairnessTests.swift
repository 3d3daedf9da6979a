import Hardware
import Simulation
import Testing

@Suite struct MaxMinFairnessTests {
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

@Suite struct SlowLinkTests {
  @Test("a flow of years ends, though a nanosecond's worth of it is below what a Double resolves")
  func years() throws {
    let (simulation, network, hosts) = starNetwork(
      hosts: 2, bytesPerSecond: 1.7 / 8, latency: .zero)
    let collective = Collective(
      .gather(bytes: 47_100_000, participants: 2), among: hosts, network: network, in: simulation)
    simulation.spawn("gather") { try await collective.run(in: simulation) }
    let end = try simulation.run()
    #expect(abs(end.seconds - 47_100_000 * 8 / 1.7) < 1e-3)
  }
}
