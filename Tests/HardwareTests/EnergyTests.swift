import Simulation
import Testing

@testable import Hardware

private final class Done: Component {
  func handle(_ event: Event, in simulation: Simulation) {}
}

@Suite struct EnergyTests {
  /// One second of idling, with one device computing for 0.51 s of it and sending 1 MB.
  private func run(efficiency: Double = 1, used: Int = 1) throws -> (Cluster, SimTime) {
    let simulation = Simulation()
    let cluster = try Cluster(
      testServer(efficiency: efficiency), used: used, precision: .fp32, in: simulation)
    let done = simulation.add(Done())
    simulation.spawn("work") {
      let device = cluster.devices[0]
      device.processor.start(
        Work(steps: 1, operations: 0.5e9), receiver: done, tag: 0, in: simulation)
      cluster.network.start(
        bytes: 1_000_000,
        over: cluster.network.route(from: device.node, to: cluster.devices[1].node),
        receiver: done, tag: 1, in: simulation)
      try await simulation.sleep(for: SimDuration(seconds: 1))
    }
    return (cluster, try simulation.run())
  }

  @Test("joules are power times time, component by component")
  func parts() throws {
    let (cluster, end) = try run()
    #expect(end.seconds == 1)
    // 4 SoCs x 2 W + 2 boards x 1 W + 3 + 4 + 6 W for 1 s; 5 W for 0.51 s; 8 Mbit over 2 links.
    let expected = 23 + 5 * 0.51 + 2 * 8e6 * 1e-9
    let server = cluster.meter.energy(.server, at: end).joules
    #expect(abs(server - expected) < 1e-9 * expected)
    let cpu = cluster.deviceRecords(at: end)[0].energy_J.first { $0.component == "cpu" }
    #expect(abs((cpu?.joules ?? 0) - 2.55) < 1e-12)
    #expect(abs(cluster.componentRecords(at: end).reduce(0) { $0 + $1.joules } - expected) < 1e-9)
  }

  @Test("boundary 'used' holds the used devices and their share of the rest")
  func used() throws {
    let (cluster, end) = try run()
    // One device of four, a quarter of what is shared; the other end of the link is not in use.
    let expected = 2 + 5 * 0.51 + 8e6 * 1e-9 + 15.0 / 4
    #expect(abs(cluster.meter.energy(.used, at: end).joules - expected) < 1e-9)
  }

  @Test("the peak is the highest power that lasted")
  func peak() throws {
    let (cluster, end) = try run()
    // While computing and sending at 100 MB/s over two links of 8 nJ a byte.
    #expect(abs(cluster.meter.peakPower(.server, at: end).watts - (23 + 5 + 1.6)) < 1e-9)
  }

  @Test("a supply of 80 % takes a quarter more than its output, and the loss is a part")
  func efficiency() throws {
    let (ideal, end) = try run()
    let (real, _) = try run(efficiency: 0.8)
    let ratio =
      real.meter.energy(.server, at: end).joules / ideal.meter.energy(.server, at: end).joules
    #expect(abs(ratio - 1.25) < 1e-12)
    let parts = real.componentRecords(at: end).reduce(0) { $0 + $1.joules }
    #expect(abs(parts - real.meter.energy(.server, at: end).joules) < 1e-9)
  }

  @Test("the parts of a run equal the whole")
  func closing() throws {
    let (cluster, end) = try run(efficiency: 0.9, used: 2)
    try cluster.meter.closing(at: end)
  }

  @Test("one component's interval that is lost is found", arguments: EnergyBoundary.allCases)
  func droppedInterval(boundary: EnergyBoundary) throws {
    let meter = EnergyMeter(supplyEfficiency: 0.9)
    let accounts = (0..<60).map { meter.open("idle", device: $0, usedShare: $0 < 32 ? 1 : 0) }
    for account in accounts { meter.setPower(1.6, of: account, at: .zero) }
    let end = SimTime(nanoseconds: 3_600_000_000_000)
    try meter.closing(at: end)
    // One of sixty components loses a second of the hour.
    let later = SimTime(nanoseconds: end.nanoseconds + 1_000_000_000)
    meter.setPower(2, of: accounts[boundary == .used ? 3 : 40], at: end)
    meter.dropInterval(of: accounts[boundary == .used ? 3 : 40], at: later)
    #expect(throws: EnergyMismatch.self) { try meter.closing(at: later) }
  }

  @Test("power that changes twice at one instant leaves no trace")
  func instant() throws {
    let meter = EnergyMeter(supplyEfficiency: 1)
    let account = meter.open("part", device: nil, usedShare: 1)
    let time = SimTime(nanoseconds: 5)
    meter.setPower(100, of: account, at: time)
    meter.setPower(0, of: account, at: time)
    let end = SimTime(nanoseconds: 10)
    #expect(meter.energy(.server, at: end).joules == 0)
    #expect(meter.peakPower(.server, at: end).watts == 0)
  }
}
