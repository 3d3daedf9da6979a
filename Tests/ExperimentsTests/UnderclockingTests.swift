import Experiments
import Foundation
import Scenarios
import Simulation
import Testing

/// What `Scenarios/soc-cluster/underclocking.yaml` claims of FP32.
@Suite struct UnderclockingTests {
  private func run(jobs: Int, _ overrides: String...) throws -> [StrategyRecord] {
    let file = repository.appending(path: "Scenarios/soc-cluster/underclocking.yaml").path
    let group = "group-wise: { groups: 2, batch: 320"
    let scenario = try ScenarioReader.standard.read(
      file: file,
      overrides: [
        "strategies=[\(group) }, \(group), rebalance: throughput }, \(group), rebalance: oracle }]"
      ] + overrides)
    return try Experiment(scenario).run(.init(jobs: jobs)).record.strategies
  }

  @Test("measured throughput recovers at least half of what an oracle does over an even split")
  func recovery() throws {
    let runs = try run(jobs: 2)
    try #require(runs.count == 3)
    let times = runs.map(\.simulated_time_s)
    #expect(times[2] < 0.97 * times[0])
    #expect(times[0] - times[1] >= 0.5 * (times[0] - times[2]), "\(times)")
    let joules = runs.map(\.energy_server_J)
    #expect(joules[2] < joules[1] && joules[1] < joules[0])
    for run in runs {
      #expect(run.devices.map(\.samples).reduce(0, +) == 60 * 10240)
      #expect(run.devices[4].throttled_s > 0)
    }
    #expect(Set(runs[0].devices.prefix(10).map(\.samples)) == [61440])
    for run in runs.dropFirst() {
      for board in 0..<2 {
        let row = run.devices.filter { $0.board == board }.map(\.samples)
        #expect(row[0] > row[4])
      }
    }
  }

  @Test("shares are the same for every number of jobs")
  func deterministic() throws {
    let overrides = "training.target.rounds=15"
    let (one, two) = (try run(jobs: 1, overrides), try run(jobs: 2, overrides))
    #expect(one == two)
    #expect(Set(one.map(\.fingerprint)).count == 3)
  }
}
