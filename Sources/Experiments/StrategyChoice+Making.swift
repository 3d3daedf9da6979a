import Scenarios
import Strategies

extension StrategyChoice {
  /// The strategy with its parameters.
  ///
  /// - Throws: `PreflightError` if the registry has none of that name.
  func made() throws -> any Strategy {
    guard let strategy = strategy() else { throw PreflightError.unknownStrategy(name) }
    return strategy
  }

  /// As in the file: `groups: 8, batch: 64`.
  var parametersText: String {
    parameters.values.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
  }
}
