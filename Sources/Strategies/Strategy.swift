/// A way to train one model on a cluster: one file each, listed in `StrategyRegistry`.
public protocol Strategy: Sendable {
  /// The name in scenario files, such as `ring-all-reduce`.
  static var name: String { get }
  /// One line for `tidewatt strategies`.
  static var summary: String { get }
  static var parameters: [StrategyParameter] { get }

  init(_ parameters: StrategyParameters)

  /// What keeps these parameters from working on `devices` devices and `samples` training samples.
  func problems(devices: Int, samples: Int) -> [ParameterProblem]
}

/// Every strategy that a scenario file can name. To add one, write its file and list it here.
public enum StrategyRegistry {
  public static let all: [any Strategy.Type] = []

  public static func named(_ name: String) -> (any Strategy.Type)? {
    all.first { $0.name == name }
  }
}
