import Experiments
import Foundation
import Scenarios

/// Whole scenarios that only take time.
///
/// The racks have 1, 100 and 1,667 servers; `TIDEWATT_BENCH_SERVERS=16667` measures a million
/// SoCs, which takes minutes with all repetitions.
let scenarioGroup = BenchmarkGroup(name: "scenario") { _ in
  var rows: [Benchmark] = []
  let asked = ProcessInfo.processInfo.environment["TIDEWATT_BENCH_SERVERS"]
  let sizes = asked?.split(separator: ",").compactMap { Int($0) } ?? [1, 100, 1667]
  for servers in sizes where servers > 0 {
    let rack = RackRun(servers: servers)
    rows.append(
      Benchmark(
        name: "rack_\(servers * 60)_socs", unit: "s", isRate: false,
        measure: { try rack.figure("seconds") { $0.seconds } }))
    rows.append(
      Benchmark(
        name: "rack_\(servers * 60)_socs_per_soc", unit: "us", isRate: false,
        measure: { try rack.figure("per soc") { $0.seconds / Double($0.devices) * 1e6 } }))
    rows.append(
      Benchmark(
        name: "rack_\(servers * 60)_socs_events", unit: "Mev/s",
        measure: { try rack.figure("events") { Double($0.events) / $0.seconds / 1e6 } }))
    rows.append(
      Benchmark(
        name: "rack_\(servers * 60)_socs_memory", unit: "MiB", isRate: false,
        measure: { try rack.figure("memory") { Double($0.peakBytes) / 1_048_576 } }))
  }
  rows.append(
    Benchmark(
      name: "quickstart_timing_only", unit: "s", isRate: false, measure: quickstartSeconds))
  return rows
}

/// The quickstart's five strategies side by side, 15 rounds each, on the wall clock.
private func quickstartSeconds() throws -> Double {
  let scenario = try ScenarioReader.standard.read(
    file: scenarioPath("quickstart.yaml"),
    overrides: ["training.learning=none", "training.target.rounds=15"])
  return try Experiment(scenario).run(Experiment.Options(jobs: 2)).realSeconds
}
