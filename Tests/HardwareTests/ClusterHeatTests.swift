import Foundation
import Simulation
import Testing

@testable import Hardware

/// The clocked test server in air, with leakage.
private func warmServer(
  inlet: Double = 30, trip: Double? = nil, critical: Double? = nil, leakage: Double? = 0.4,
  devicesPerBoard: Int = 2
) -> ServerSpecification {
  func known<Value>(_ value: Value) -> Sourced<Value> {
    Sourced(value, .documented, source: "test")
  }
  var server = clockedServer(devicesPerBoard: devicesPerBoard)
  server.device.thermal = ThermalSpecification(
    network: .cauer([
      .init(
        name: "die", capacity: known(HeatCapacity(joulesPerKelvin: 3)),
        resistance: known(ThermalResistance(kelvinPerWatt: 2.5))),
      .init(
        name: "heatsink", capacity: known(HeatCapacity(joulesPerKelvin: 75)),
        resistance: known(ThermalResistance(kelvinPerWatt: 4))),
    ]), entries: [],
    leakage: leakage.map {
      LeakageSpecification(
        power: known(Power(watts: $0)), reference: known(Temperature(celsius: 40)),
        growth: known(0.02))
    }, critical: critical.map { known(Temperature(celsius: $0)) },
    governor: trip.map {
      .stepWise(
        StepWiseSpecification(
          trip: known(Temperature(celsius: $0)),
          hysteresis: known(TemperatureDifference(kelvin: 2)),
          polling: PollingSpecification(
            polling: known(SimDuration(seconds: 1)), passive: known(SimDuration(seconds: 0.25)),
            resolution: known(TemperatureDifference(kelvin: 0.1)))))
    } ?? .none)
  server.airflow = AirflowSpecification(
    inlet: known(Temperature(celsius: inlet)),
    flow: known(AirFlow(cubicMetresPerSecond: 3.4e-3)), row: known(devicesPerBoard),
    still: known(0.1), exponent: known(0.8), fans: known(4), curve: nil)
  return server
}

@Suite struct ClusterHeatTests {
  @Test("with leakage and throttling the parts of the energy still equal the whole")
  func closing() throws {
    let simulation = Simulation()
    let cluster = try Cluster(
      warmServer(inlet: 50, trip: 80), used: 2, precision: .fp32, in: simulation)
    let ends = WorkEnds()
    let receiver = simulation.add(ends)
    for device in cluster.devices {
      device.processor.start(
        Work(operations: 2e12), receiver: receiver, tag: 1, in: simulation)
    }
    simulation.spawn("an hour") {
      try await simulation.sleep(for: SimDuration(seconds: 3600))
      simulation.finish()
    }
    let end = try simulation.run()
    #expect(end.seconds == 3600)
    try cluster.meter.closing(at: end)
    let records = cluster.deviceRecords(at: end)
    #expect(records.allSatisfy { $0.throttled_s > 100 })
    let heat = try #require(cluster.heat)
    for (device, record) in zip(heat.devices, records) {
      // All that a device draws from its supply leaves it as heat.
      let drawn = record.energy_J.filter { $0.component != "link" }.reduce(0) { $0 + $1.joules }
      #expect(abs(device.body.joules(at: end) / drawn - 1) < 1e-9)
      let leaked = record.energy_J.first { $0.component == "leakage" }?.joules ?? 0
      // At some 80 C it leaks 0.4 W (e^0.8 - 1) more than while its idle power was measured.
      #expect(abs(leaked / 3600 - 0.4 * (exp(0.8) - 1)) < 0.1)
      #expect(record.clocks.reduce(0) { $0 + $1.time_s } > 2 * 3600 - 1e-6)
    }
    // The work goes on at the clocks that are left, and ends later for it.
    #expect(ends.ends.allSatisfy { $0.seconds > 2010 })
  }

  @Test("a device at its critical trip is switched off, and what it computes fails")
  func shutdown() throws {
    let simulation = Simulation()
    let cluster = try Cluster(
      warmServer(inlet: 50, critical: 90, leakage: nil), used: 2, precision: .fp32, in: simulation)
    let ends = WorkEnds()
    let receiver = simulation.add(ends)
    let device = cluster.devices[0]
    device.processor.start(Work(operations: 1e13), receiver: receiver, tag: 3, in: simulation)
    let end = try simulation.run()
    let heat = try #require(cluster.heat)
    let died = try #require(heat.devices[0].shutDown)
    // Idle at 63 C; 5 W more through 6.5 K/W lead to 95.5 C.
    #expect(ends.ends.map(\.tag) == [3])
    #expect(ends.ends.map(\.failed) == [true])
    #expect(ends.seconds == [died.seconds])
    #expect(!device.isAlive)
    #expect(cluster.devices[1].isAlive)
    let told = cluster.deviceRecords(at: end).map(\.shut_down_at_s)
    #expect(told == [died.seconds, nil])
    let later = end + SimDuration(seconds: 1e5)
    try cluster.meter.closing(at: later)
    let joules = cluster.deviceRecords(at: later)[0].energy_J
    let idle = joules.first { $0.component == "idle" }?.joules ?? 0
    #expect(abs(idle - 2 * died.seconds) < 1e-9 * idle)
    #expect(abs(heat.devices[0].body.temperature(of: 0, at: later) - 50) < 0.05)
    // Its neighbour breathes colder air from then on.
    #expect(abs(heat.devices[1].body.air - 50) < 0.02)
  }

  @Test("a device that dies cools down, and one that returns warms up again")
  func death() throws {
    let simulation = Simulation()
    let cluster = try Cluster(warmServer(), used: 2, precision: .fp32, in: simulation)
    let body = try #require(cluster.heat).devices[0].body
    let agenda = Agenda(in: simulation)
    let before = body.temperature(of: 0, at: .zero)
    agenda.at(seconds(10), in: simulation) { cluster.kill(cluster.devices[0], in: simulation) }
    agenda.at(seconds(5000), in: simulation) {
      #expect(abs(body.temperature(of: 0, at: simulation.now) - 30) < 0.1)
      #expect(body.leakageWatts == 0)
      cluster.revive(cluster.devices[0], in: simulation)
    }
    let end = try simulation.run()
    let later = max(end, seconds(20_000))
    #expect(abs(body.temperature(of: 0, at: later) - before) < 0.3)
    try cluster.meter.closing(at: later)
  }

  @Test("a governor that acts at the instant of a completion leaves the work complete")
  func completion() throws {
    let simulation = Simulation()
    let cluster = try Cluster(warmServer(), used: 1, precision: .fp32, in: simulation)
    let ends = WorkEnds()
    let receiver = simulation.add(ends)
    let processor = cluster.devices[0].processor
    let agenda = Agenda(in: simulation)
    // Scheduled before the work: the clock falls at 1 s just before the work of 1 s ends.
    agenda.at(seconds(1), in: simulation) {
      for clock in processor.clocks(at: simulation.now) {
        clock.setCoolingState(2, in: simulation)
      }
    }
    processor.start(Work(operations: 1e9), receiver: receiver, tag: 1, in: simulation)
    try simulation.run()
    #expect(ends.seconds == [1])
    #expect(ends.ends.map(\.failed) == [false])
  }

  @Test("fans that fail let the devices get hotter, and those that return cool them")
  func fans() throws {
    let simulation = Simulation()
    let cluster = try Cluster(
      warmServer(leakage: nil), used: 1, precision: .fp32, in: simulation)
    let body = try #require(cluster.heat).devices[0].body
    let faults = FaultPlan(scheduled: [Fault(.fansFail, from: seconds(10), until: seconds(9000))])
    _ = FaultInjector(faults, on: cluster, in: simulation)
    let agenda = Agenda(in: simulation)
    agenda.at(seconds(8999), in: simulation) {
      // Two watts through 2.5 K/W and a tenth of the conductance to the air.
      let expected = 30 + 2 * (2.5 + 40.0)
      #expect(abs(body.temperature(of: 0, at: simulation.now) - expected) < 6)
      #expect(cluster.meter.watts(of: cluster.fans) == 0)
    }
    let end = try simulation.run()
    #expect(abs(body.temperature(of: 0, at: max(end, seconds(20_000))) - 43) < 0.1)
    #expect(cluster.meter.watts(of: cluster.fans) == 6)
  }

  @Test("looking at temperatures changes nothing")
  func recorder() throws {
    func run(watched: Bool) throws -> (fingerprint: String, joules: Double) {
      let simulation = Simulation()
      let cluster = try Cluster(
        warmServer(inlet: 50, trip: 80), used: 2, precision: .fp32, in: simulation)
      let heat = try #require(cluster.heat)
      let recorder = watched ? HeatRecorder(of: heat, in: simulation) : nil
      let receiver = simulation.add(WorkEnds())
      cluster.devices[1].processor.start(
        Work(operations: 1e12), receiver: receiver, tag: 1, in: simulation)
      simulation.spawn("end") {
        try await simulation.sleep(for: SimDuration(seconds: 2000))
        simulation.finish()
      }
      let end = try simulation.run()
      let record = try #require(cluster.heatRecord(recorder, at: end))
      #expect(record.series.count == (watched ? 2 : 0))
      for series in record.series { #expect((200...400).contains(series.temperature_C.count)) }
      return (
        simulation.fingerprint.digest().description, cluster.meter.energy(.server, at: end).joules
      )
    }
    let (watched, alone) = (try run(watched: true), try run(watched: false))
    #expect(watched == alone)
  }
}
