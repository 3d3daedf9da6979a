import Hardware

/// By what a replica group shares its batches between its devices, and those between processors.
public enum Rebalance: String, CaseIterable, Sendable {
  /// By nothing: evenly between devices, and between processors as the run's precision says.
  case off
  /// By the throughput that was measured over the last window of steps.
  case throughput
  /// By the model's own knowledge of every processor at the instant at which a step starts.
  ///
  /// No real server can do this: it is there to compare with. It knows neither jitter nor what
  /// governors will do in the course of the step.
  case oracle
}

/// The parameters of rebalancing, of every strategy that offers it.
struct Rebalancing: Hashable, Sendable {
  let mode: Rebalance
  /// In steps.
  let window: Int

  static let parameters = [
    StrategyParameter(
      name: "rebalance", kind: .choice(Rebalance.allCases.map(\.rawValue)),
      defaultValue: Rebalance.off.rawValue,
      help: "how batches are shared: evenly, by measured throughput, or by the model's speeds"),
    StrategyParameter(
      name: "window", kind: .count, defaultValue: "1",
      help: "the last steps whose throughput shares the next batch"),
  ]

  static let off = Rebalancing(mode: .off, window: 1)

  init(mode: Rebalance, window: Int) {
    self.mode = mode
    self.window = window
  }

  init(_ parameters: StrategyParameters) {
    mode = Rebalance(rawValue: parameters.choice("rebalance")) ?? .off
    window = parameters.count("window")
  }

  /// The most samples of a step that one of the devices may be given: all but one of each other.
  func mostSamples(of batch: Int, among devices: Int) -> Int {
    mode == .off ? shares(of: batch, among: devices)[0] : max(batch - (devices - 1), 1)
  }
}
