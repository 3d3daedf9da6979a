import Foundation
import Hardware
import Scenarios
import Simulation
import Testing

@testable import Experiments

/// What several processors at work do to the die that they share, on the catalogue's server.
@Suite struct ProcessorHeatTests {
  private final class Nobody: Component {
    func handle(_ event: Event, in simulation: Simulation) {}
  }

  /// The first SoC of a row, with these processors at work for an hour.
  private func heat(
    inlet: Int, busy formats: [Precision]
  ) throws -> (heat: DeviceHeat, time: SimTime, watts: Double, cluster: Cluster) {
    let scenario = try smallScenario("cluster.airflow.inlet=\(inlet) °C")
    let simulation = Simulation()
    let both: [Precision] = [.fp32, .int8]
    let cluster = try Cluster(
      scenario.server(for: both), used: 1, precisions: both, in: simulation)
    let receiver = simulation.add(Nobody())
    var watts = 0.0
    for (format, processor) in zip(both, cluster.devices[0].processors)
    where formats.contains(format) {
      processor.start(Work(operations: 1e18), receiver: receiver, tag: 0, in: simulation)
      watts += processor.watts
    }
    try simulation.run(until: SimTime(nanoseconds: 3600 * 1_000_000_000))
    let heat = try #require(cluster.heat).devices[0]
    return (heat, simulation.now, watts, cluster)
  }

  @Test("the NPU heats the die as the CPU does, by its watts")
  func source() throws {
    let cpu = try heat(inlet: 30, busy: [.fp32])
    let npu = try heat(inlet: 30, busy: [.int8])
    let both = try heat(inlet: 30, busy: [.fp32, .int8])
    #expect(abs(both.watts - cpu.watts - npu.watts) < 1e-9 && npu.watts > 1)
    for run in [cpu, npu, both] {
      let idle = run.heat.device.specification.idlePower.value.watts
      // 2.5 K/W from die to heat sink and 4 K/W from there to air.
      let expected = 30 + 6.5 * (idle + run.watts)
      #expect(abs(run.heat.body.temperature(of: 0, at: run.time) - expected) < 0.05)
    }
  }

  @Test("both together reach the trip on a warm inlet, which either alone does not")
  func trip() throws {
    let cpu = try heat(inlet: 40, busy: [.fp32])
    let npu = try heat(inlet: 40, busy: [.int8])
    let both = try heat(inlet: 40, busy: [.fp32, .int8])
    #expect(cpu.heat.body.peakTemperature(at: cpu.time) < 95)
    #expect(npu.heat.body.peakTemperature(at: npu.time) < 95)
    #expect(both.heat.body.peakTemperature(at: both.time) > 95 - 1e-6)
    #expect(both.heat.body.peakTemperature(at: both.time) < 97)
    func throttled(_ run: (heat: DeviceHeat, time: SimTime, watts: Double, cluster: Cluster))
      -> Double
    {
      run.cluster.deviceRecords(at: run.time)[0].throttled_s
    }
    #expect(throttled(both) > 600)
    #expect(throttled(cpu) == 0 && throttled(npu) == 0)
  }
}
