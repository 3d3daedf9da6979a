/// A parameter that a strategy takes from the scenario file.
public struct StrategyParameter: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// A whole number of at least 1.
    case count
    /// A whole number of at least 1, or a word for how it is found.
    case countOr(String)
    /// One of these words.
    case choice([String])
    /// A part of a whole, above 0 and at most 1, as `0.05` or `5 %`.
    case share
    /// Yes or no, as `on` or `off`.
    case flag
  }

  /// The key in the file, such as `global-batch`.
  public var name: String
  public var kind: Kind
  /// What is taken when the key is absent, written as in the file; nil makes the key required.
  public var defaultValue: String?
  /// One line for `tidewatt strategies`, with the unit.
  public var help: String

  public init(name: String, kind: Kind, defaultValue: String? = nil, help: String) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    self.help = help
  }
}

/// Checked values of a strategy's parameters, defaults filled in.
public struct StrategyParameters: Hashable, Sendable {
  /// Text as in the file, in the order in which the strategy declares its parameters.
  public var values: [(name: String, value: String)] { pairs.map { ($0.name, $0.value) } }

  private struct Pair: Hashable, Sendable {
    var name: String
    var value: String
  }
  private var pairs: [Pair]

  /// - Precondition: every declared parameter is present and of its kind.
  public init(_ values: [(name: String, value: String)]) {
    pairs = values.map { Pair(name: $0.name, value: $0.value) }
  }

  public func count(_ name: String) -> Int {
    guard let value = Int(choice(name)) else {
      preconditionFailure("parameter '\(name)' is not a whole number")
    }
    return value
  }

  /// Of a parameter that may be a word instead: nil for the word.
  public func countOrNil(_ name: String) -> Int? { Int(choice(name)) }

  public func share(_ name: String) -> Double {
    guard let value = Double(choice(name)) else {
      preconditionFailure("parameter '\(name)' is not a number")
    }
    return value
  }

  public func flag(_ name: String) -> Bool { choice(name) == Self.on }

  static let on = "on"
  static let off = "off"

  public func choice(_ name: String) -> String {
    guard let pair = pairs.first(where: { $0.name == name }) else {
      preconditionFailure("the strategy does not declare a parameter '\(name)'")
    }
    return pair.value
  }
}

/// A parameter value that cannot work in this scenario.
public struct ParameterProblem: Hashable, Sendable {
  /// The parameter it is reported at.
  public var parameter: String
  public var message: String

  public init(parameter: String, message: String) {
    self.parameter = parameter
    self.message = message
  }
}
