import Scenarios
import Simulation
import Strategies
import Testing

@testable import Experiments

/// One form of one strategy, as a scenario writes it.
struct StrategyForm: Sendable, CustomTestStringConvertible {
  /// What a strategy does when one of its devices dies.
  enum Death: Sendable {
    /// The run ends and says which device died. No file of these says anything else.
    case ends
    /// Only the first device counts.
    case endsWithFirst
    /// The dead device's shard is not trained any more; its file says so.
    case goesOnWithoutShard
    /// A group gives up the round and then trains its shard with those that are left; its file says so.
    case goesOnAsSmallerGroup
  }

  let text: String
  let death: Death

  var name: String { String(text.prefix { $0 != ":" }) }
  var testDescription: String { text }

  init(_ text: String, _ death: Death) {
    self.text = text
    self.death = death
  }

  /// Every strategy of the registry, plain and tuned, for ten devices and steps of 320 samples.
  ///
  /// Not here is `groups: auto`, which decides by what is learned.
  static let all: [StrategyForm] = [
    .init("local: { batch: 64 }", .endsWithFirst),
    .init("parameter-server: { global-batch: 320 }", .ends),
    .init("parameter-server: { global-batch: 320, servers: 10 }", .ends),
    .init("ring-all-reduce: { global-batch: 320 }", .ends),
    .init("ring-all-reduce: { global-batch: 320, overlap: on, buckets: 2 }", .ends),
    .init("ring-all-reduce: { global-batch: 320, rebalance: throughput }", .ends),
    .init("ring-all-reduce: { global-batch: 320, precision: mixed }", .ends),
    .init("gradient-compression: { global-batch: 320, overlap: off }", .ends),
    .init("gradient-compression: { global-batch: 320, share: 1 % }", .ends),
    .init("gradient-compression: { global-batch: 320, method: one-bit }", .ends),
    .init("gradient-compression: { global-batch: 320, servers: 2 }", .ends),
    .init("gradient-compression: { global-batch: 320, method: ternary, overlap: off }", .ends),
    .init("two-dimensional: { global-batch: 320, stages: 5 }", .ends),
    .init("two-dimensional: { global-batch: 320, stages: 2, micro-batches: 8 }", .ends),
    .init("federated-averaging: { batch: 32 }", .goesOnWithoutShard),
    .init("federated-averaging: { batch: 32, momentum: averaged }", .goesOnWithoutShard),
    .init("tree-averaging: { batch: 32 }", .goesOnWithoutShard),
    .init("tree-averaging: { batch: 32, ternary: on }", .goesOnWithoutShard),
    .init("group-wise: { groups: 2, batch: 160 }", .goesOnAsSmallerGroup),
    .init(
      "group-wise: { groups: 5, batch: 64, across: tree, momentum: averaged }",
      .goesOnAsSmallerGroup),
    .init(
      "group-wise: { groups: 5, batch: 64, mapping: naive, planning: off, reshuffle: off }",
      .goesOnAsSmallerGroup),
    .init("group-wise: { groups: 2, batch: 160, rebalance: throughput }", .goesOnAsSmallerGroup),
    .init("group-wise: { groups: 2, batch: 160, precision: mixed }", .goesOnAsSmallerGroup),
  ]

  static let devices = 10
  static let rounds = 4
  static let samples = 1280

  /// In Celsius: with fans nothing is too hot then, and without them it soon is.
  ///
  /// One device alone works all the time, and in two number formats devices work little.
  private var inlet: Int {
    death == .endsWithFirst ? 40 : text.contains("precision: mixed") ? 72 : 54
  }

  /// VGG-11 on two boards of a SoC-Cluster server, without learning: its steps take seconds, so a run
  /// of few events is long enough for heat.
  ///
  /// Heat sinks hold little of the catalogue's heat, so that they warm up in half a minute.
  func scenario(_ faults: String = "[]") throws -> Scenario {
    var scenario = try smallScenario(
      [
        "cluster.use=\(Self.devices)", "cluster.airflow.inlet=\(inlet) °C", "training.model=vgg11",
        "training.learning=none",
        "training.dataset={ generated: { train: \(Self.samples), test: 10 } }",
        "training.target={ rounds: \(Self.rounds) }", "faults=\(faults)",
      ], strategies: "    - \(text)")
    scenario.cluster.server.device.thermal?.lighten(by: 32)
    return scenario
  }
}
