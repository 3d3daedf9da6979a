import Learning

/// How devices train alone between two averages: the parameters of every strategy that averages
/// weights.
struct LocalSteps: Hashable, Sendable {
  /// Samples per step of each device.
  let batch: Int
  let momentum: MomentumRule

  static let parameters = [
    StrategyParameter(name: "batch", kind: .count, help: "samples per step of each device"),
    StrategyParameter(
      name: "momentum", kind: .choice(MomentumRule.allCases.map(\.rawValue)),
      defaultValue: MomentumRule.reset.rawValue, help: "the optimiser's momentum at an average"),
  ]

  init(_ parameters: StrategyParameters) {
    batch = parameters.count("batch")
    momentum = MomentumRule(rawValue: parameters.choice("momentum")) ?? .reset
  }
}
