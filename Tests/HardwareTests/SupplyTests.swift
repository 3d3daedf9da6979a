import Numerics
import Simulation
import Testing

@testable import Hardware

@Suite struct SupplyTests {
  private let curve = SupplyEfficiency.curve([
    .init(load: Power(watts: 20), efficiency: 0.6), .init(load: Power(watts: 40), efficiency: 0.9),
    .init(load: Power(watts: 100), efficiency: 0.8),
  ])

  @Test("between the points of a curve efficiency is a straight line, beyond them it is the end's")
  func curvePoints() {
    let points = [0, 20, 30, 40, 70, 100, 500].map { curve.efficiency(at: Double($0)) }
    for (found, expected) in zip(points, [0.6, 0.6, 0.75, 0.9, 0.85, 0.8, 0.8]) {
      #expect(abs(found - expected) < 1e-12)
    }
  }

  @Test("with a curve every piece of time costs output over the efficiency of its load")
  func joules() throws {
    var server = testServer()
    server.supply = Sourced(curve, .documented, source: "test")
    let simulation = Simulation()
    let cluster = try Cluster(server, used: 1, precision: .fp32, in: simulation)
    let ends = WorkEnds()
    let receiver = simulation.add(ends)
    simulation.spawn("work") {
      for device in cluster.devices {
        device.processor.start(
          Work(operations: 1e9), receiver: receiver, tag: 0, in: simulation)
        try await simulation.sleep(for: SimDuration(seconds: 0.5))
      }
      try await simulation.sleep(for: SimDuration(seconds: 1))
    }
    let end = try simulation.run()
    #expect(end.seconds == 3)
    // 23 W idle and 5 W for each busy device: one, two, two, two, one, none for half a second each.
    let loads = [28.0, 33, 33, 33, 28, 23]
    let expected = loads.reduce(0) { $0 + 0.5 * $1 / curve.efficiency(at: $1) }
    #expect(abs(cluster.meter.energy(.server, at: end).joules - expected) < 1e-9 * expected)
    let parts = cluster.componentRecords(at: end)
    #expect(abs(parts.reduce(0) { $0 + $1.joules } - expected) < 1e-9 * expected)
    #expect(parts.last?.component == "supply loss")
    let peak = loads.map { $0 / curve.efficiency(at: $0) }.max() ?? 0
    #expect(abs(cluster.meter.peakPower(.server, at: end).watts - peak) < 1e-9)
    try cluster.meter.closing(at: end)
    // The used device: its own 2 W and 5 W, a quarter of 15 W, at the efficiency of the whole load.
    let used = [7.0, 7, 2, 2, 2, 2].map { $0 + 3.75 }
    let usedJoules = zip(used, loads).reduce(0) { $0 + 0.5 * $1.0 / curve.efficiency(at: $1.1) }
    #expect(abs(cluster.meter.energy(.used, at: end).joules - usedJoules) < 1e-9 * usedJoules)
  }

  @Test("one component's interval that is lost is found with a curve too")
  func dropped() throws {
    let meter = EnergyMeter(supply: curve)
    let accounts = (0..<10).map { meter.open("idle", device: $0, usedShare: 1) }
    for account in accounts { meter.setPower(3, of: account, at: .zero) }
    let end = SimTime(nanoseconds: 3_600_000_000_000)
    meter.setPower(5, of: accounts[4], at: end)
    let later = SimTime(nanoseconds: end.nanoseconds + 10_000_000)
    try meter.closing(at: later)
    meter.dropInterval(of: accounts[4], at: later)
    #expect(throws: EnergyMismatch.self) { try meter.closing(at: later) }
  }

  @Test("a host draws its idle power on a line of its own")
  func host() throws {
    var server = testServer()
    server.hostPower = Sourced(Power(watts: 50), .documented, source: "test")
    #expect(server.idlePower.watts == 73)
    let simulation = Simulation()
    let cluster = try Cluster(server, servers: 2, used: 2, precision: .fp32, in: simulation)
    #expect(cluster.meter.power(.server).watts == 146)
    let time = SimTime(nanoseconds: 1_000_000_000)
    let host = cluster.componentRecords(at: time).first { $0.component == "host" }
    #expect(host?.joules == 100)
  }

  @Test("memory that is not part of the active power is a component of its own")
  func memory() throws {
    var processor = twoDomainProcessor()
    processor.memoryEnergy = Sourced(
      EnergyPerBit(joulesPerBit: 20e-12), .documented, source: "test")
    let simulation = Simulation()
    let cluster = try Cluster(clockedServer(processor), used: 1, precision: .fp32, in: simulation)
    let ends = WorkEnds()
    let receiver = simulation.add(ends)
    let cpu = cluster.devices[0].processor
    cpu.start(
      Work(operations: 1e9, bytes: 1e10), receiver: receiver, tag: 0, in: simulation)
    #expect(abs(cpu.watts - (5 + 0.8)) < 1e-12)
    simulation.spawn("change") {
      try await simulation.sleep(for: SimDuration(seconds: 0.5))
      cpu.clocks(at: simulation.now)[0].request(point: 0, in: simulation)
    }
    let end = try simulation.run()
    let dram = cluster.deviceRecords(at: end)[0].energy_J.first { $0.component == "dram" }
    // 10 GB of 160 pJ a byte, whatever the clocks do meanwhile.
    #expect(abs((dram?.joules ?? 0) - 1.6) < 1e-8)
    try cluster.meter.closing(at: end)
  }

  @Test("leakage is a component, in steps, and falls away when the device dies")
  func leakage() throws {
    let simulation = Simulation()
    let cluster = try Cluster(testServer(), used: 1, precision: .fp32, in: simulation)
    simulation.spawn("heat") {
      for watts in [0.25, 0.5, 0.75] {
        cluster.setLeakage(watts, of: cluster.devices[0], in: simulation)
        try await simulation.sleep(for: SimDuration(seconds: 1))
      }
      cluster.kill(cluster.devices[0], in: simulation)
      try await simulation.sleep(for: SimDuration(seconds: 1))
    }
    let end = try simulation.run()
    let leakage = cluster.deviceRecords(at: end)[0].energy_J.first { $0.component == "leakage" }
    #expect(leakage?.joules == 1.5)
    try cluster.meter.closing(at: end)
  }

  @Test("the idle share of a job follows the rule that is named")
  func attribution() throws {
    let simulation = Simulation()
    let cluster = try Cluster(
      testServer(efficiency: 0.8), used: 2, precision: .fp32, in: simulation)
    let ends = WorkEnds()
    let receiver = simulation.add(ends)
    simulation.spawn("work") {
      cluster.devices[0].processor.start(
        Work(operations: 1e9), receiver: receiver, tag: 0, in: simulation)
      cluster.devices[1].processor.start(
        Work(operations: 3e9), receiver: receiver, tag: 0, in: simulation)
      try await simulation.sleep(for: SimDuration(seconds: 4))
    }
    let end = try simulation.run()
    func joules(_ rule: IdleAttribution) -> Double { cluster.jobEnergy(rule, at: end).joules }
    let work = 5.0 * 4
    #expect(abs(joules(.none) - work / 0.8) < 1e-9)
    // Two devices of 2 W and half of 15 W for 4 s.
    #expect(abs(joules(.byTime) - (work + 16 + 30) / 0.8) < 1e-9)
    #expect(abs(joules(.byTime) - cluster.meter.energy(.used, at: end).joules) < 1e-9)
    // One and three quarters of the devices' 8 J, and half of the shared 30 J.
    #expect(abs(joules(.byBusyTime) - (work + 2 + 6 + 15) / 0.8) < 1e-9)
  }
}
