import Hardware
import Simulation
import Testing

@Suite struct LinkChangeTests {
  @Test("a collective whose link fails throws an error that names link and schedule")
  func failure() throws {
    let (simulation, network, hosts) = starNetwork(hosts: 4, bytesPerSecond: 1e6, latency: .zero)
    let ring = Collective(
      .ringAllReduce(bytes: 400_000, participants: 4), among: hosts, network: network,
      in: simulation)
    let broken = network.topology.uplink(of: hosts[2]).up
    var failure: CollectiveFailure?
    simulation.spawn("ring") {
      do {
        try await ring.run(in: simulation)
      } catch let error as CollectiveFailure {
        failure = error
      }
      network.change(broken, .recovers, in: simulation)
      try await ring.run(in: simulation)
    }
    simulation.spawn("fault") {
      try await simulation.sleep(for: SimDuration(seconds: 0.25))
      network.change(broken, .fails, in: simulation)
    }
    let end = try simulation.run()
    #expect(failure?.link == "host 2 up")
    #expect(failure?.schedule == "ring all-reduce")
    #expect(
      failure?.description
        == "ring all-reduce among 4 failed at 0.25 s: link 'host 2 up' is down")
    // Nothing of the first try is left: the second takes its own time.
    #expect(abs(end.seconds - 0.85) < 1e-9)
    // Two rounds and half of the third, and the second try.
    let bytes = network.linkRecords(at: end).first { $0.link == "host 1 up" }?.bytes
    #expect(bytes == 250_000 + 600_000)
  }

  @Test("a process that is cancelled in a collective takes its transfers along")
  func cancellation() throws {
    let (simulation, network, hosts) = starNetwork(hosts: 2, bytesPerSecond: 1e6, latency: .zero)
    let send = Collective(
      .broadcast(bytes: 1_000_000, participants: 2), among: hosts, network: network,
      in: simulation)
    let process = simulation.spawn("send") { try await send.run(in: simulation) }
    simulation.spawn("stop") {
      try await simulation.sleep(for: SimDuration(seconds: 0.25))
      process.cancel(in: simulation)
      try await simulation.sleep(for: SimDuration(seconds: 1))
      try await send.run(in: simulation)
    }
    let end = try simulation.run()
    #expect(end.seconds == 2.25)
    let record = network.linkRecords(at: end).first { $0.link == "host 0 up" }
    #expect(record?.bytes == 1_250_000)
    #expect(record?.busy_s == 1.25)
  }

  @Test("a slower link slows what is under way")
  func slower() throws {
    let (simulation, network, hosts) = starNetwork(hosts: 2, bytesPerSecond: 1e6, latency: .zero)
    let send = Collective(
      .broadcast(bytes: 1_000_000, participants: 2), among: hosts, network: network,
      in: simulation)
    simulation.spawn("send") { try await send.run(in: simulation) }
    simulation.spawn("fault") {
      try await simulation.sleep(for: SimDuration(seconds: 0.5))
      let rate = DataRate(bytesPerSecond: 2.5e5)
      network.change(network.topology.uplink(of: hosts[0]).up, .rate(rate), in: simulation)
    }
    #expect(try simulation.run().seconds == 2.5)
  }
}
