import Simulation
import Testing

@testable import Hardware

@Suite struct HeatRecorderTests {
  private func server(devicesPerBoard: Int, boards: Int, fans: Int = 4) -> ServerSpecification {
    func known<Value>(_ value: Value) -> Sourced<Value> {
      Sourced(value, .documented, source: "test")
    }
    var server = clockedServer(boards: boards, devicesPerBoard: devicesPerBoard)
    server.device.thermal = ThermalSpecification(
      network: .cauer([
        .init(
          name: "die", capacity: known(HeatCapacity(joulesPerKelvin: 3)),
          resistance: known(ThermalResistance(kelvinPerWatt: 6.5)))
      ]), entries: [], leakage: nil, critical: nil, governor: .none)
    server.airflow = AirflowSpecification(
      inlet: known(Temperature(celsius: 30)),
      flow: known(AirFlow(cubicMetresPerSecond: 3.4e-3)), row: known(devicesPerBoard),
      still: known(0.1), exponent: known(0.8), fans: known(fans), curve: nil)
    return server
  }

  private func record(
    _ server: ServerSpecification, hot: Int, span: Double
  ) throws -> HeatRecord {
    let simulation = Simulation()
    let cluster = try Cluster(server, used: server.deviceCount, precision: .fp32, in: simulation)
    let recorder = HeatRecorder(of: try #require(cluster.heat), in: simulation)
    let receiver = simulation.add(WorkEnds())
    cluster.devices[hot].processor.start(
      Work(operations: 1e13), receiver: receiver, tag: 1, in: simulation)
    simulation.spawn("end") {
      try await simulation.sleep(for: SimDuration(seconds: span))
      simulation.finish()
    }
    let end = try simulation.run()
    return try #require(cluster.heatRecord(recorder, at: end))
  }

  @Test("the hottest row is in the picture wherever it stands in the cluster", arguments: [3, 698])
  func beyond(hot: Int) throws {
    let record = try record(server(devicesPerBoard: 5, boards: 140), hot: hot, span: 100)
    #expect(record.series.count == 5)
    let series = try #require(record.series.first { $0.device == "soc \(hot)" })
    #expect(series.temperature_C.count > 100)
    let warmest = series.temperature_C.max() ?? 0
    #expect(record.series.allSatisfy { ($0.temperature_C.max() ?? 0) <= warmest })
    // 5 W of work through 6.5 K/W, and what idles besides.
    #expect(warmest > 70)
    #expect(abs((series.power_W.last ?? 0) - 7) < 0.01)
  }

  @Test("of a row that is too long for a picture the part with the hottest is shown")
  func longRow() throws {
    let record = try record(server(devicesPerBoard: 30, boards: 1), hot: 20, span: 100)
    #expect(record.series.count == 8)
    // The air that it warms makes those behind it warm, but never warmer than itself.
    #expect(record.series.contains { $0.device == "soc 20" })
  }

  @Test("power over thinned samples still sums up to the joules")
  func joules() throws {
    let record = try record(server(devicesPerBoard: 5, boards: 1), hot: 2, span: 2000)
    let series = try #require(record.series.first { $0.device == "soc 2" })
    let seen = Double(series.power_W.count) * series.interval_s
    let joules = series.power_W.reduce(0, +) * series.interval_s
    #expect(abs(joules / seen - 7) < 1e-3)
  }

  @Test("a server without fans has its rows of still air, and no fan can fail")
  func still() throws {
    let simulation = Simulation()
    let cluster = try Cluster(
      server(devicesPerBoard: 2, boards: 1, fans: 0), used: 1, precision: .fp32, in: simulation)
    let heat = try #require(cluster.heat)
    #expect(heat.fans.isEmpty && heat.rows.count == 1)
    // Two watts of idle power through 6.5 K/W.
    #expect(abs(heat.devices[0].body.temperature(of: 0, at: .zero) - 43) < 0.01)
    let faults = FaultPlan(scheduled: [Fault(.fansFail, from: seconds(1), until: nil)])
    _ = FaultInjector(faults, on: cluster, in: simulation)
    let end = try simulation.run()
    #expect(abs(heat.devices[0].body.temperature(of: 0, at: max(end, seconds(5000))) - 43) < 0.01)
  }
}
