/// How a number of the catalogue is known.
public enum Basis: String, CaseIterable, Codable, Sendable {
  /// Read off an instrument or published as a measurement.
  case measured
  /// Computed from measured numbers; the source says how.
  case derived
  /// Published by the maker or a standard.
  case documented
  /// Nobody measured it: it is marked wherever a result rests on it.
  case assumed
  /// Set by the scenario file in place of the catalogue's.
  case scenario
}

/// A number of the catalogue with where it comes from.
public struct Sourced<Value: Hashable & Sendable>: Hashable, Sendable {
  public var value: Value
  public var basis: Basis
  /// One line: publication, file, formula, or why it is assumed.
  public var source: String
  /// Between what it may lie, where that is better known than the value; nil where nobody says.
  public var range: SourcedRange<Value>?

  public init(
    _ value: Value, _ basis: Basis, source: String, range: SourcedRange<Value>? = nil
  ) {
    self.value = value
    self.basis = basis
    self.source = source
    self.range = range
  }
}

/// The least and the greatest that a number may be.
public struct SourcedRange<Value: Hashable & Sendable>: Hashable, Sendable {
  public var least: Value
  public var greatest: Value

  public init(least: Value, greatest: Value) {
    self.least = least
    self.greatest = greatest
  }
}
