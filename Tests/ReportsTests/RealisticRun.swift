import Foundation
import Simulation

/// A made-up run of the size and spread of a real one: 32 of 60 devices, seconds to half an hour.
enum RealisticRun {
  struct Shape {
    var name: String
    var parameters: String
    var roundSeconds: Double
    /// Rate of learning per round.
    var rate: Double
    var rounds: Int
    /// Shares of compute, communicate, wait, distribute.
    var shares: [Double]
    var bytesPerRound: Int
  }

  static let five = [
    Shape(
      name: "local", parameters: "batch: 64", roundSeconds: 181, rate: 0.9, rounds: 6,
      shares: [0.97, 0, 0, 0.01], bytesPerRound: 0),
    Shape(
      name: "parameter-server", parameters: "global-batch: 64", roundSeconds: 331, rate: 0.9,
      rounds: 6, shares: [0.02, 0.81, 0.14, 0.004], bytesPerRound: 10_300_000_000),
    Shape(
      name: "ring-all-reduce", parameters: "global-batch: 64", roundSeconds: 62, rate: 0.9,
      rounds: 6, shares: [0.11, 0.78, 0.08, 0.01], bytesPerRound: 640_000_000),
    Shape(
      name: "federated-averaging", parameters: "batch: 16, momentum: reset", roundSeconds: 2.9,
      rate: 0.22, rounds: 15, shares: [0.71, 0.12, 0.09, 0.05], bytesPerRound: 11_000_000),
    Shape(
      name: "group-wise", parameters: "groups: 8, batch: 64", roundSeconds: 3.4, rate: 0.55,
      rounds: 8, shares: [0.62, 0.2, 0.1, 0.06], bytesPerRound: 42_000_000),
  ]

  static func strategy(_ shape: Shape) -> StrategyRecord {
    let distribution = 2.1
    let watts = 165 + 32 * 3.4 * shape.shares[0]
    let rounds = (1...shape.rounds).map { number in
      let time = distribution + Double(number) * shape.roundSeconds
      let wobble = 0.004 * sin(Double(number) * 2.3 + shape.rate)
      let accuracy = 0.885 - 0.42 * exp(-shape.rate * Double(number) * 0.62) + wobble
      return RoundRecord(
        round: number, time_s: time, energy_server_J: time * watts,
        energy_used_J: time * watts * 0.61, samples: 60_000, steps: 938,
        bytes: shape.bytesPerRound, loss: 1.6 * (1 - accuracy), accuracy: accuracy)
    }
    let total = distribution + Double(shape.rounds) * shape.roundSeconds
    let devices = (0..<60).map { number in
      let used = number < (shape.name == "local" ? 1 : 32)
      let jitter = 0.02 * sin(Double(number) * 1.7)
      let compute = used ? shape.shares[0] * (1 + jitter) : 0
      let wait = used ? max(0, shape.shares[2] - shape.shares[0] * jitter) : 0
      let other = used ? shape.shares[1] + shape.shares[3] : 0
      return DeviceRecord(
        device: "soc-\(number)", board: number / 5, used: used, compute_s: compute * total,
        communicate_s: used ? shape.shares[1] * total : 0, wait_s: wait * total,
        distribute_s: used ? shape.shares[3] * total : 0,
        idle_s: max(0, 1 - compute - wait - other) * total,
        energy_J: [
          NamedJoules(component: "idle", joules: 1.4 * total),
          NamedJoules(component: "cpu", joules: 3.4 * compute * total),
          NamedJoules(component: "network", joules: 0.2 * other * total),
        ])
    }
    let parts = [
      ("devices", 0.58), ("board switches", 0.12), ("server switch", 0.06), ("management", 0.04),
      ("fans", 0.11), ("supply loss", 0.09),
    ]
    return StrategyRecord(
      name: shape.name, seed: 1, parameters: shape.parameters, rounds: rounds, devices: devices,
      links: [
        LinkRecord(
          link: "board 0 up", bytes: shape.bytesPerRound * shape.rounds / 7, busy_s: total / 3)
      ],
      components: parts.map { NamedJoules(component: $0, joules: $1 * total * watts) },
      simulated_time_s: total, energy_server_J: total * watts, energy_used_J: total * watts * 0.61,
      peak_power_server_W: 165 + 32 * 3.6, peak_power_used_W: 180, fingerprint: "8c1f0a77d2e94b35")
  }

  static func record(_ shapes: [Shape]) -> RunRecord {
    RunRecord(
      scenario: "quickstart", seed: 1, run_id: "3f9ac21b", fingerprint: "d41f6e0b7c5a9832",
      boundary: "server",
      description: "soc-cluster-60 (32 of 60 Snapdragon 865), LeNet-5 on Fashion-MNIST",
      target_accuracy: 0.85, maximum_rounds: 15,
      assumptions: [
        Assumption(
          path: "server.fan-power", value: "24 W",
          source: "the split of the measured idle is not published", touches_energy_only: true),
        Assumption(
          path: "server.board-switch-power", value: "2 W", source: "data sheets of like switches",
          touches_energy_only: true),
        Assumption(
          path: "device.snapdragon-865.jitter", value: "4 %",
          source: "measured on Jetson boards, taken over", touches_energy_only: false),
      ], strategies: shapes.map(strategy))
  }

  static let quickstart = record(five)

  /// Twelve strategies, some of them alike, some that never learn enough, with long names.
  static let twelve = record(
    (0..<12).map { number in
      var shape = five[number % 5]
      shape.name += number < 5 ? "" : number == 7 ? "-with-a-very-long-name-indeed" : "#\(number)"
      shape.roundSeconds *= 1 + 0.13 * Double(number / 5)
      shape.rate *= 1 - 0.25 * Double(number / 5)
      return shape
    })

  /// Edge cases by name.
  static var all: [(name: String, record: RunRecord)] {
    var unlearned = quickstart
    unlearned.target_accuracy = nil
    for strategy in unlearned.strategies.indices {
      for round in unlearned.strategies[strategy].rounds.indices {
        unlearned.strategies[strategy].rounds[round].accuracy = nil
      }
    }
    var unreached = quickstart
    unreached.target_accuracy = 0.95
    var one = quickstart
    one.strategies = [one.strategies[4]]
    one.strategies[0].rounds = [one.strategies[0].rounds[0]]
    var near = quickstart
    near.strategies = [0, 1, 2].map { quickstart.strategies[$0] }
    var empty = quickstart
    empty.strategies = []
    empty.assumptions = []
    var zero = SmallRun.record
    zero.strategies[1].simulated_time_s = 0
    zero.strategies[1].rounds = []
    zero.strategies[1].devices[0].compute_s = 0
    zero.strategies[0].rounds[0].accuracy = .nan
    zero.strategies[0].rounds[1].time_s = .infinity
    zero.strategies[2].energy_server_J = .nan
    zero.strategies[2].components = [NamedJoules(component: "fans", joules: .nan)]
    zero.scenario = "<b>\"zero\" & 'none'</b>\u{1}"
    zero.strategies[2].name = "</td><script>alert(1)</script>"
    return [
      ("quickstart", quickstart), ("twelve", twelve), ("unlearned", unlearned),
      ("unreached", unreached), ("one", one), ("near", near), ("empty", empty), ("zero", zero),
      ("small", SmallRun.record),
    ]
  }
}
