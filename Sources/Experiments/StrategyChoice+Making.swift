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

  /// As in the file: `groups: 8, batch: 64`, and the precision where it is not FP32.
  package var parametersText: String {
    let keys = precision == .fp32 ? [] : precision.keys.map { ($0.key, $0.value) }
    let own = devices.map { [("devices", "\($0)")] } ?? []
    return (parameters.values + own + keys).map { "\($0.0): \($0.1)" }.joined(separator: ", ")
  }
}
