import Experiments
import Foundation
import Scenarios
import Simulation
import Testing

/// What `Scenarios/soc-cluster/hot-board.yaml` claims, on its ring alone.
///
/// To be quick, steps are four times as long as in the file; as the SoCs then communicate less and
/// work more, the air is 3 C colder.
@Suite struct HotBoardTests {
  private static func run(_ overrides: String...) throws -> StrategyRecord {
    let file = repository.appending(path: "Scenarios/soc-cluster/hot-board.yaml").path
    let scenario = try ScenarioReader.standard.read(
      file: file,
      overrides: [
        "strategies=[ring-all-reduce: { global-batch: 20480 }]", "training.target.rounds=900",
        "cluster.airflow.inlet=47 °C",
      ] + overrides)
    return try #require(try Experiment(scenario).run(.init(jobs: 1)).record.strategies.first)
  }

  private static let hot = Result { try run() }
  private static let cold = Result { try run("cluster.airflow.inlet=27 °C") }

  @Test("the last SoC of each row throttles, at its trip, and the first ones do not")
  func downstream() throws {
    let run = try Self.hot.get()
    for board in 0..<2 {
      let row = run.devices.filter { $0.board == board }
      let peaks = row.compactMap(\.peak_temperature_C)
      #expect(peaks == peaks.sorted())
      #expect(row[0].throttled_s == 0)
      #expect(row[4].throttled_s > 60)
      #expect(abs(peaks[4] - 95) < 0.5)
      #expect(row[4].clocks.contains { $0.clock == "cpu prime" && $0.frequency_MHz < 2841 })
      // Each of its three clocks stayed where it was.
      #expect(row[0].clocks.count == 3)
    }
    #expect(run.devices.filter { !$0.used }.allSatisfy { ($0.peak_temperature_C ?? 99) < 65 })
  }

  @Test("the ring waits for the slowest, so everybody's run is longer")
  func waiting() throws {
    let (hot, cold) = (try Self.hot.get(), try Self.cold.get())
    #expect(hot.simulated_time_s > 1.02 * cold.simulated_time_s)
    // Who is not slowed down waits for as long as the others are.
    let longer = hot.simulated_time_s - cold.simulated_time_s
    #expect(abs(hot.devices[0].wait_s - cold.devices[0].wait_s - longer) < 0.2 * longer)
    #expect(hot.devices[4].wait_s < hot.devices[0].wait_s - 0.5 * longer)
    #expect(hot.devices[4].compute_s > cold.devices[4].compute_s + 0.5 * longer)
  }

  @Test("with 20 C colder air nothing throttles, and times are those without any heat")
  func cold() throws {
    let cold = try Self.cold.get()
    #expect(cold.devices.allSatisfy { $0.throttled_s == 0 })
    let none = try Self.run("cluster.thermal=none", "training.target.rounds=40")
    #expect(none.heat == nil)
    #expect(none.devices.allSatisfy { $0.peak_temperature_C == nil })
    #expect(none.rounds.map(\.time_s) == cold.rounds.prefix(40).map(\.time_s))
    #expect(none.rounds.map(\.energy_server_J) == cold.rounds.prefix(40).map(\.energy_server_J))
  }

  @Test("temperature, clock and power of the hottest row are there over time")
  func series() throws {
    let run = try Self.hot.get()
    let heat = try #require(run.heat)
    #expect(heat.trip_C == 95)
    #expect(heat.inlet_C == 47)
    #expect(heat.series.map(\.device).count == 5)
    for series in heat.series {
      #expect(series.temperature_C.count > 150)
      #expect(series.temperature_C.count == series.frequency_MHz.count)
      #expect(series.temperature_C.count == series.power_W.count)
    }
    // What the series say of energy is what the ledgers say.
    let last = try #require(heat.series.last)
    let sampled = last.power_W.reduce(0, +) * last.interval_s
    let device = try #require(run.devices.first { $0.device == last.device })
    let ledgers = device.energy_J.filter { $0.component != "link" }.reduce(0) { $0 + $1.joules }
    let covered = Double(last.power_W.count) * last.interval_s / run.simulated_time_s
    #expect(abs(sampled / ledgers - covered) < 0.01)
  }
}
