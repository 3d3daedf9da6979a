import Experiments
import Foundation
import Scenarios

/// Whole scenarios that only take time.
///
/// The racks have 1, 100 and 1,667 servers; `TIDEWATT_BENCH_SERVERS=16667` measures a million
/// SoCs (`make bench-million`). The reference of a large rack's time per SoC is that of 100 servers.
let scenarioGroup = BenchmarkGroup(name: "scenario") { _ in
  var rows: [Benchmark] = []
  let asked = ProcessInfo.processInfo.environment["TIDEWATT_BENCH_SERVERS"]
  let sizes = asked?.split(separator: ",").compactMap { Int($0) } ?? [1, 100, 1667]
  for servers in sizes where servers > 0 { rows += rackRows(servers: servers) }
  rows.append(
    Benchmark(
      name: "quickstart_timing_only", unit: "s", isRate: false, measure: quickstartSeconds))
  return rows
}

private func rackRows(servers: Int) -> [Benchmark] {
  let rack = RackRun(servers: servers)
  let small = RackRun(servers: 100)
  let name = "rack_\(servers * 60)_socs"
  let repetitions = servers > 10_000 ? 1 : servers > 1000 ? 3 : nil
  func row(
    _ suffix: String, _ unit: String, isRate: Bool = false,
    reference: (() throws -> Double)? = nil, _ value: @escaping (RackRun.Result) -> Double
  ) -> Benchmark {
    Benchmark(
      name: name + suffix, unit: unit, isRate: isRate, repetitions: repetitions,
      measure: { try rack.figure(suffix, value) }, reference: reference)
  }
  let perSoC = { (result: RackRun.Result) in result.seconds / Double(result.devices) * 1e6 }
  return [
    row("", "s") { $0.seconds },
    row(
      "_per_soc", "us", reference: servers > 100 ? { try small.figure("per SoC", perSoC) } : nil,
      perSoC),
    row("_events", "Mev/s", isRate: true) { Double($0.events) / $0.seconds / 1e6 },
    row("_memory", "MiB") { Double($0.peakBytes) / 1_048_576 },
  ]
}

/// The quickstart's five strategies side by side, 15 rounds each, on the wall clock.
private func quickstartSeconds() throws -> Double {
  let scenario = try ScenarioReader.standard.read(
    file: scenarioPath("quickstart.yaml"),
    overrides: ["training.learning=none", "training.target.rounds=15"])
  return try Experiment(scenario).run(Experiment.Options(jobs: 2)).realSeconds
}
