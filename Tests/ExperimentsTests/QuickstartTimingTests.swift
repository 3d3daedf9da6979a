import Experiments
import Reports
import Simulation
import Testing

/// What the models say of the quickstart, without learning: the same on every machine.
@Suite struct QuickstartTimingTests {
  private static let result = Result {
    let scenario = try quickstart("training.learning=none", "training.target.rounds=1")
    let record = try Experiment(scenario).run(.init(jobs: 1)).record
    return Dictionary(uniqueKeysWithValues: record.strategies.map { ($0.name, $0) })
  }

  private static func run() throws -> [String: StrategyRecord] { try result.get() }

  @Test("the parameter server is slowest per step, and groups are ahead of the ring per round")
  func order() throws {
    let runs = try Self.run()
    func secondsPerStep(_ name: String) throws -> Double {
      let run = try #require(runs[name])
      return run.simulated_time_s / Double(run.rounds[0].steps)
    }
    let server = try secondsPerStep("parameter-server")
    for name in runs.keys where name != "parameter-server" {
      #expect(try secondsPerStep(name) < server)
    }
    let ring = try #require(runs["ring-all-reduce"])
    let groups = try #require(runs["group-wise"])
    #expect(groups.simulated_time_s < ring.simulated_time_s / 8)
    // Eight groups of a batch of 64 each: an eighth of the steps one after the other.
    #expect(ring.rounds[0].steps == 938)
    #expect(groups.rounds[0].steps == 8 * 118)
  }

  @Test("an idle server takes 151.5 W, and never less while it runs")
  func idle() throws {
    let runs = try Self.run()
    for run in runs.values {
      #expect(run.energy_server_J / run.simulated_time_s > 151.5)
      #expect(run.peak_power_server_W > 151.5 + 6.06 - 1e-9)
    }
    // One SoC computes at 6.06 W above idle, 98 % of the time.
    let local = try #require(runs["local"])
    #expect(abs(local.energy_server_J / local.simulated_time_s - 157.4) < 0.2)
    // All used SoCs compute at once: 32 x 6.06 W above idle.
    let federated = try #require(runs["federated-averaging"])
    #expect(abs(federated.peak_power_server_W - (151.5 + 32 * 6.06)) < 0.1)
  }

  @Test("nothing learned is nothing claimed")
  func noAccuracy() throws {
    let runs = try Self.run()
    #expect(runs.values.allSatisfy { $0.rounds[0].accuracy == nil && $0.rounds[0].loss == nil })
  }
}
