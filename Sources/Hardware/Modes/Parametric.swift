import Foundation

/// A model whose constants have names, so that files can hold them and fits can find them.
public protocol Parametric: Hashable, Sendable {
  /// In the order in which they are told.
  static var parameters: [Parameter<Self>] { get }
}

/// One constant of a model.
public struct Parameter<Model>: Sendable {
  /// Which values it can take, and so how it is searched for.
  public enum Range: Hashable, Sendable {
    /// Above 0, searched for in its logarithm.
    case positive
    /// Above 1, searched for in the logarithm of what it is above 1.
    case aboveOne
  }

  /// As files write it, with its unit: `gpu-arithmetic`.
  public var name: String
  /// `s`, `W`, or empty for a plain number.
  public var unit: String
  /// In a few words.
  public var meaning: String
  public var range: Range
  public var path: WritableKeyPath<Model, Double> & Sendable

  public init(
    _ name: String, unit: String = "", _ path: WritableKeyPath<Model, Double> & Sendable,
    range: Range = .positive, _ meaning: String
  ) {
    self.name = name
    self.unit = unit
    self.path = path
    self.range = range
    self.meaning = meaning
  }

  /// Where a search stands for a value.
  public func coordinate(of value: Double) -> Double {
    switch range {
    case .positive: log(value)
    case .aboveOne: log(value - 1)
    }
  }

  /// The value at which a search stands.
  public func value(at coordinate: Double) -> Double {
    switch range {
    case .positive: exp(coordinate)
    case .aboveOne: 1 + exp(coordinate)
    }
  }
}
