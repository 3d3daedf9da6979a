import Experiments
import Reports
import Simulation
import Testing

/// Faults and clocks of a scenario file in whole runs.
@Suite struct FaultAndClockTests {
  private func records(_ overrides: String..., learning: Bool = false) throws
    -> [String: StrategyRecord]
  {
    var all = overrides + ["training.jitter=none"]
    if !learning { all += ["training.learning=none", "training.target={ rounds: 3 }"] }
    let scenario = try smallScenario(all)
    let record = try Experiment(scenario).run(.init(jobs: 2)).record
    return Dictionary(uniqueKeysWithValues: record.strategies.map { ($0.name, $0) })
  }

  @Test("a device that dies stands in the record of every strategy that needs it")
  func death() throws {
    let runs = try records("faults=[device-dies: { device: 5, at: 40 ms }]")
    #expect(runs["local"]?.failure == nil)
    #expect(runs["local"]?.rounds.count == 3)
    for name in ["parameter-server", "ring-all-reduce"] {
      #expect(runs[name]?.failure?.hasPrefix("soc 5 died while") == true)
      #expect(runs[name]?.rounds.isEmpty == false || runs[name]?.simulated_time_s ?? 9 < 0.4)
    }
    for name in ["federated-averaging", "group-wise"] {
      #expect(runs[name]?.failure == nil)
      #expect(runs[name]?.rounds.count == 3)
    }
    #expect((runs["federated-averaging"]?.rounds.last?.samples ?? 0) == 112)
  }

  @Test("learning goes on with the weights of those that are left")
  func learning() throws {
    let runs = try records(
      "faults=[device-dies: { device: 5, at: 40 ms, until: 10 s }]", learning: true)
    let whole = try records(learning: true)
    for name in ["federated-averaging", "group-wise"] {
      let (run, other) = (try #require(runs[name]), try #require(whole[name]))
      #expect(run.failure == nil && run.rounds.count == 2)
      #expect(run.rounds.last?.loss != other.rounds.last?.loss)
      #expect(run.rounds.last?.loss?.isFinite == true)
    }
    #expect(runs["local"]?.rounds.last?.loss == whole["local"]?.rounds.last?.loss)
  }

  @Test("random faults are the same in every run of a seed and end with it")
  func random() throws {
    let faults =
      "faults=[devices-die: { mean-time-between-failures: 4 s, mean-time-to-repair: 100 ms }]"
    let (a, b) = (try records(faults), try records(faults))
    for (name, run) in a { #expect(run.fingerprint == b[name]?.fingerprint) }
    let other = try records(faults, "seed=6")
    #expect(other["federated-averaging"]?.fingerprint != a["federated-averaging"]?.fingerprint)
  }

  @Test("a capped clock makes steps longer and watts fewer, by the model")
  func clocks() throws {
    let whole = try records()
    let half = try records(
      "cluster.clocks={ cpu: { prime: { cap: 1.45 GHz }, gold: { cap: 1.2 GHz } } }")
    let (a, b) = (try #require(whole["local"]), try #require(half["local"]))
    // 0.2804 x 1401.6 / 2841.6 + 0.7196 x 1171.2 / 2419.2
    let speed = 0.2804 * 1401.6 / 2841.6 + 0.7196 * 1171.2 / 2419.2
    let compute = try #require(a.devices.first?.compute_s)
    let slower = try #require(b.devices.first?.compute_s)
    #expect(abs(slower * speed / compute - 1) < 1e-6)
    func part(_ parts: [NamedJoules], _ name: String) -> Double {
      parts.first { $0.component == name }?.joules ?? 0
    }
    /// Of the data, which come as one message; above the idle power.
    func message(_ run: StrategyRecord) -> (joules: Double, seconds: Double) {
      let device = run.devices[0]
      let seconds = device.message_s ?? 0
      return (part(device.phase_energy_J, "message") - 1.6 * seconds, seconds)
    }
    /// Of computing alone.
    func joules(_ run: StrategyRecord) -> Double {
      part(run.devices[0].energy_J, "cpu") - message(run).joules
    }
    #expect(abs(joules(a) / compute - 6.06) < 1e-9)
    // C and k of the catalogue at 660 mV and 680 mV, with the activity that gives 6.06 W above.
    func primeCore(_ activity: Double, _ point: (gigahertz: Double, volts: Double)) -> Double {
      activity * 0.3857 * point.volts * point.volts * point.gigahertz + 0.0946 * point.volts
    }
    func watts(_ activity: Double, prime: (Double, Double), gold: (Double, Double)) -> Double {
      primeCore(activity, prime)
        + activity * 3 * 0.2767 * gold.1 * gold.1 * gold.0 + 3 * 0.0943 * gold.1
    }
    let awake = watts(0, prime: (2.8416, 0.912), gold: (2.4192, 0.944))
    let switching = watts(1, prime: (2.8416, 0.912), gold: (2.4192, 0.944)) - awake
    let activity = (6.06 - awake) / switching
    let expected = watts(activity, prime: (1.4016, 0.66), gold: (1.1712, 0.68))
    #expect(abs(joules(b) / slower / expected - 1) < 1e-6)
    // The core that draws most takes the message in, at its clock.
    for (run, point) in [(a, (2.8416, 0.912)), (b, (1.4016, 0.66))] {
      let (joules, seconds) = message(run)
      #expect(seconds > 0)
      #expect(abs(joules - seconds * primeCore(activity, point)) < 1e-9)
    }
    #expect(joules(b) < joules(a))
  }

  @Test("the job's joules follow the rule, and the rule stands beside them")
  func attribution() throws {
    var joules: [String: Double] = [:]
    for rule in ["by-time", "by-busy-time", "none"] {
      let scenario = try smallScenario([
        "training.learning=none", "training.target={ rounds: 1 }",
        "energy={ idle-attribution: \(rule) }",
      ])
      let record = try Experiment(scenario).run(.init(jobs: 1)).record
      #expect(record.idle_attribution == rule)
      #expect(record.summaryJSON.contains("\"idle_attribution\": \"\(rule)\""))
      joules[rule] = record.strategies[0].energy_job_J
    }
    let all = [joules["none"], joules["by-busy-time"], joules["by-time"]].compactMap { $0 }
    #expect(all.count == 3 && all[0] < all[1] && all[1] < all[2])
  }
}
