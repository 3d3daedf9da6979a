import Simulation

/// A run small enough to work out every number of its reports by hand.
///
/// `slow` reaches 80 % in its second round, `fast` in its first, `lost` never does.
enum SmallRun {
  static func round(
    _ number: Int, _ time: Double, server: Double, used: Double, accuracy: Double?
  ) -> RoundRecord {
    RoundRecord(
      round: number, time_s: time, energy_server_J: server, energy_used_J: used, samples: 1000,
      steps: 10, bytes: 5000, loss: accuracy.map { 1 - $0 }, accuracy: accuracy)
  }

  static func device(
    _ name: String, used: Bool, _ seconds: [Double], _ joules: [(String, Double)]
  ) -> DeviceRecord {
    DeviceRecord(
      device: name, board: 0, used: used, compute_s: seconds[0], communicate_s: seconds[1],
      wait_s: seconds[2], distribute_s: seconds[3], idle_s: seconds[4],
      energy_J: joules.map { NamedJoules(component: $0, joules: $1) })
  }

  static let slow = StrategyRecord(
    name: "slow", seed: 7, parameters: "batch: 64",
    rounds: [
      round(1, 50, server: 4000, used: 2000, accuracy: 0.7),
      round(2, 100, server: 8000, used: 4000, accuracy: 0.8),
    ],
    devices: [
      device("d0", used: true, [60, 20, 10, 5, 5], [("idle", 100), ("cpu", 400.5)]),
      device("d1", used: true, [40, 40, 10, 5, 5], [("idle", 100), ("cpu", 300)]),
      device("d2", used: false, [0, 0, 0, 0, 100], [("idle", 100), ("npu", 0)]),
    ],
    links: [
      LinkRecord(link: "board 0, up", bytes: 7_500, busy_s: 0.25),
      LinkRecord(link: "board 0, down", bytes: 2_500, busy_s: 0.1),
    ],
    components: [
      NamedJoules(component: "devices", joules: 6000),
      NamedJoules(component: "fans", joules: 2000),
    ],
    simulated_time_s: 100, energy_server_J: 8000, energy_used_J: 4000, peak_power_server_W: 95.5,
    peak_power_used_W: 50, fingerprint: "aa")

  static let fast = StrategyRecord(
    name: "fast", seed: 7, parameters: "groups: 2, batch: 64",
    rounds: [round(1, 8, server: 1000, used: 500, accuracy: 0.825)],
    devices: [device("d0", used: true, [6, 1, 0, 1, 0], [("idle", 8), ("cpu", 40)])],
    links: [], components: [NamedJoules(component: "devices", joules: 1000)],
    simulated_time_s: 8, energy_server_J: 1000, energy_used_J: 500, peak_power_server_W: 130,
    peak_power_used_W: 80, fingerprint: "bb")

  static let lost = StrategyRecord(
    name: "lost", seed: 7, parameters: "batch: 1",
    rounds: [
      round(1, 300, server: 9000, used: 4500, accuracy: 0.4),
      round(2, 600, server: 18_000, used: 9000, accuracy: 0.512),
    ],
    devices: [], links: [LinkRecord(link: "x", bytes: 1_234_567, busy_s: 1)], components: [],
    simulated_time_s: 600, energy_server_J: 18_000, energy_used_J: 9000, peak_power_server_W: 40,
    peak_power_used_W: 20, fingerprint: "cc")

  static let record = RunRecord(
    scenario: "small", seed: 7, run_id: "r1", fingerprint: "ff", boundary: "server",
    description: "3 devices, a toy model", target_accuracy: 0.8, maximum_rounds: 2,
    assumptions: [
      Assumption(
        path: "server.fan-power", value: "20 W", source: "no measurement",
        touches_energy_only: true)
    ], strategies: [slow, fast, lost])

  /// A run in which nothing is learned and no target exists.
  static var unlearned: RunRecord {
    var run = record
    run.target_accuracy = nil
    for strategy in run.strategies.indices {
      for round in run.strategies[strategy].rounds.indices {
        run.strategies[strategy].rounds[round].accuracy = nil
        run.strategies[strategy].rounds[round].loss = nil
      }
    }
    return run
  }
}
