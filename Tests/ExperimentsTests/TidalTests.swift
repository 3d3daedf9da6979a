import Experiments
import Foundation
import Reports
import Simulation
import Testing

/// Training beside users in whole runs.
@Suite struct TidalTests {
  private static let strategies = """
      - federated-averaging: { batch: 8 }
      - tree-averaging: { batch: 8 }
      - group-wise: { groups: 2, batch: 16 }
    """

  private func users(
    _ trace: String, session: String = "200 ms", duration: String = "4 s",
    objective: String = "100 ms"
  ) -> String {
    "user-load={ trace: \(trace), session: \(session), activity: 50 %, switch: 10 ms, "
      + "objective: \(objective), run-for: \(duration), morning: 1 s }"
  }

  private func run(
    _ overrides: [String], learning: Bool = false, jobs: Int = 2, strategies: String? = nil
  ) throws -> RunRecord {
    var all = overrides
    if !learning {
      all += ["training.learning=none", "training.target={ rounds: 400, time: 4 s }"]
    }
    let scenario = try smallScenario(all, strategies: strategies ?? Self.strategies)
    return try Experiment(scenario).run(.init(jobs: jobs)).record
  }

  @Test("nobody coming changes nothing")
  func zero() throws {
    // Beside users a device of group-wise stores the whole training set; with one group it does anyway.
    let strategies = """
        - federated-averaging: { batch: 8 }
        - tree-averaging: { batch: 8 }
        - group-wise: { groups: 1, batch: 16 }
      """
    let alone = try run([], strategies: strategies)
    let beside = try run([users("[{ at: 0 s, busy: 0 % }]")], strategies: strategies)
    for (a, b) in zip(alone.strategies, beside.strategies) {
      #expect(a.fingerprint == b.fingerprint)
      #expect(a.rounds == b.rounds && a.energy_server_J == b.energy_server_J)
      #expect(a.users == nil && b.users?.sessions == 0)
    }
  }

  @Test("training shrinks and grows with what users leave, and goes on")
  func tide() throws {
    let record = try run([
      users("[{ at: 0 s, busy: 90 % }, { at: 1 s, busy: 90 % }, { at: 2 s, busy: 5 % }]")
    ])
    for strategy in record.strategies {
      let users = try #require(strategy.users)
      #expect(strategy.failure == nil, "\(strategy.name)")
      #expect(users.sessions > 10 && users.violations == 0)
      #expect(users.preemptions > 0 && users.checkpoints > 0)
      // Users are on all 60 devices, of which 8 train.
      #expect(users.devices == 60)
      let timeline = try #require(strategy.timeline)
      func training(_ from: Double, _ to: Double) -> Double {
        timeline.phases.filter { $0.phase != "idle" }.reduce(0) { sum, phase in
          sum
            + phase.seconds.enumerated().reduce(0) { sum, pair in
              let middle = (Double(pair.offset) + 0.5) * timeline.interval_s
              return from <= middle && middle < to ? sum + pair.element : sum
            }
        } / (to - from)
      }
      // At the trough more devices train than at the peak.
      #expect(training(2.5, 4) > 2 * training(0, 1), "\(strategy.name)")
      #expect(training(2.5, 4) > 6, "\(strategy.name)")
      let phases = strategy.devices.flatMap(\.phase_energy_J).reduce(0) { $0 + $1.joules }
      let parts = strategy.components.reduce(0) { $0 + $1.joules }
      #expect(abs(parts - strategy.energy_server_J) < 1e-9 * parts)
      #expect(phases < parts)
      let split = users.training_J + users.without_training_J
      #expect(abs(split - strategy.energy_server_J) < 1e-9 * split)
    }
  }

  @Test("when users have every device, training waits for one that kept its checkpoint")
  func allTaken() throws {
    let record = try run([
      users(
        "[{ at: 0 s, busy: 0 % }, { at: 500 ms, busy: 0 % }, { at: 501 ms, busy: 99.9 % }, "
          + "{ at: 1500 ms, busy: 99.9 % }, { at: 2 s, busy: 0 % }]")
    ])
    for strategy in record.strategies {
      #expect(strategy.failure == nil, "\(strategy.name)")
      let users = try #require(strategy.users)
      #expect(users.violations == 0)
      #expect(strategy.rounds.contains { $0.time_s < 0.6 })
      #expect(strategy.rounds.contains { $0.time_s > 2.5 })
      let gaps = zip(strategy.rounds, strategy.rounds.dropFirst()).map { $1.time_s - $0.time_s }
      #expect(gaps.max() ?? 0 > 5 * (gaps.min() ?? 0), "\(strategy.name)")
      // It was read again.
      let longest = strategy.devices.map(\.checkpoint_s).max() ?? 0
      #expect(longest > 0)
    }
  }

  @Test("weights that no checkpoint kept are lost, and the run says so")
  func weightsLost() throws {
    let record = try run([
      users(
        "[{ at: 0 s, busy: 0 % }, { at: 500 ms, busy: 0 % }, { at: 501 ms, busy: 99.9 % }, "
          + "{ at: 2 s, busy: 99.9 % }]", session: "10 s", objective: "0 ms")
    ])
    for strategy in record.strategies {
      #expect(strategy.users?.checkpoints == 0)
      #expect(strategy.failure?.contains("held the weights") == true, "\(strategy.name)")
      // Then no session starts within no time at all.
      #expect(strategy.users?.violations == strategy.users?.started)
    }
  }

  @Test("rounds begin no sooner than they may, and devices are users' in between")
  func paced() throws {
    let load = users("[{ at: 0 s, busy: 30 % }]")
    let record = try run([load.replacing("switch:", with: "round-every: 500 ms, switch:")])
    for strategy in record.strategies {
      #expect((7...8).contains(strategy.rounds.count))
      for (number, round) in strategy.rounds.enumerated() {
        #expect(round.time_s > 0.5 * Double(number))
      }
      #expect(strategy.users?.rounds_by_morning == 2)
    }
  }

  @Test("bytes are the same for any number of jobs, and another seed gives other users")
  func deterministic() throws {
    let trace = "{ synthetic: { low: 20 %, high: 80 %, peak: 0 s, variation: 20 % } }"
    let overrides = [users(trace), "training.target={ accuracy: 100 %, rounds: 3 }"]
    let one = try run(overrides, learning: true, jobs: 1)
    let two = try run(overrides, learning: true, jobs: 2)
    #expect(try one.recordsJSON() == two.recordsJSON())
    for strategy in one.strategies {
      #expect(strategy.failure == nil && strategy.rounds.count == 3)
      #expect(strategy.rounds.last?.loss?.isFinite == true)
    }
    let other = try run(overrides + ["seed=6"], learning: true)
    #expect(other.strategies[0].fingerprint != one.strategies[0].fingerprint)
    let comparison = Comparison(of: one)
    #expect(comparison.text().contains("Users beside training"))
    let page = comparison.html()
    #expect(page.contains("Users beside training") && page.contains("Devices of users and of"))
    #expect(one.summaryJSON.contains("\"harvested_device_s\""))
  }
}
