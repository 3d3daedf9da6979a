import Scenarios
import Simulation

extension Experiment {
  /// One strategy with the scenario's first seed, on the calling thread and without learning: what
  /// it takes in simulated time and joules alone.
  ///
  /// - Parameter choice: One of the scenario's strategies, or a variant of one.
  public func timed(_ choice: StrategyChoice) throws -> StrategyRecord {
    try StrategyRun(
      scenario: scenario, choice: choice, seed: scenario.seed, model: model, data: data,
      learner: nil
    ).record { _ in }
  }
}
