import Hardware
import Simulation

/// A quantity that files write as a number and a unit, such as `6.06 W`.
///
/// `init(text)` of `text` gives the same value to the last bit.
public protocol Quantity: Hashable, Sendable {
  /// What it is called in messages, such as `a data rate`.
  static var quantityName: String { get }
  /// How it may be written, for messages.
  static var example: String { get }
  /// The accepted units, smallest first.
  static var units: [QuantityUnit] { get }

  /// The value of `number` in `unit`.
  init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem)

  /// The number in the base unit, to compare with bounds.
  var baseNumber: Double { get }

  /// The canonical text, exact: the largest unit in which the number is at least 1.
  var text: String { get }
}

/// A unit of a quantity.
public struct QuantityUnit: Hashable, Sendable {
  public let symbol: String
  /// The base unit times a whole number, or a power of ten.
  let scale: Scale

  enum Scale: Hashable, Sendable {
    case powerOfTen(Int)
    case multiple(Int)
  }

  static func ten(_ exponent: Int, _ symbol: String) -> QuantityUnit {
    QuantityUnit(symbol: symbol, scale: .powerOfTen(exponent))
  }

  static func multiple(_ factor: Int, _ symbol: String) -> QuantityUnit {
    QuantityUnit(symbol: symbol, scale: .multiple(factor))
  }
}

/// A number as it was written, before its unit is known.
public struct QuantityNumber: Hashable, Sendable {
  let decimal: DecimalNumber
}

/// Why a text is not a quantity.
public enum QuantityProblem: Error, Hashable, Sendable {
  case notNumber
  case noUnit
  case unknownUnit(String)
  case notFinite
  /// The quantity is whole in its smallest unit, and this is not.
  case tooFine(smallest: String)
  case tooLarge
}

extension Quantity {
  /// Reads `1 Gbit/s` or `1Gbit/s`.
  public init(_ text: String) throws(QuantityProblem) {
    let trimmed = text.drop { $0 == " " }
    let number = trimmed.prefix { $0.isASCII && ($0.isNumber || "+-.".contains($0)) }
    var end = number.endIndex
    // An exponent: `e` and digits, so that `5 eV` keeps its unit.
    let tail = trimmed[end...]
    if tail.first == "e" || tail.first == "E" {
      let digits = tail.dropFirst().prefix { $0.isASCII && ($0.isNumber || "+-".contains($0)) }
      if digits.contains(where: \.isNumber) { end = digits.endIndex }
    }
    let symbol = String(trimmed[end...].drop { $0 == " " })
    guard !DecimalNumber.isNotFinite(trimmed.prefix { $0 != " " }) else { throw .notFinite }
    guard let decimal = DecimalNumber(trimmed[..<end]) else { throw .notNumber }
    guard !symbol.isEmpty else { throw .noUnit }
    let canonical = symbol.replacing("µ", with: "u").replacing("μ", with: "u")
    guard let unit = Self.units.first(where: { $0.symbol == canonical }) else {
      throw .unknownUnit(symbol)
    }
    try self.init(QuantityNumber(decimal: decimal), in: unit)
  }
}

extension QuantityNumber {
  /// The value in the base unit, rounded once.
  func double(in unit: QuantityUnit) throws(QuantityProblem) -> Double {
    let value: Double
    switch unit.scale {
    case .powerOfTen(let exponent): value = decimal.shifted(by: exponent).double
    case .multiple(let factor): value = decimal.double * Double(factor)
    }
    guard value.isFinite else { throw .notFinite }
    return value
  }

  /// The value in the base unit, exactly.
  func whole(in unit: QuantityUnit, smallest: String) throws(QuantityProblem) -> Int {
    let result =
      switch unit.scale {
      case .powerOfTen(let exponent): decimal.shifted(by: exponent).whole(times: 1)
      case .multiple(let factor): decimal.whole(times: factor)
      }
    switch result {
    case .whole(let value): return value
    case .fraction: throw .tooFine(smallest: smallest)
    case .tooLarge: throw .tooLarge
    }
  }
}

extension Quantity {
  /// `number`, given in the base unit, in the largest unit of powers of ten that keeps it at least 1.
  static func text(of number: DecimalNumber) -> String {
    let scaled = units.compactMap { unit -> (symbol: String, exponent: Int)? in
      guard case .powerOfTen(let exponent) = unit.scale else { return nil }
      return (unit.symbol, exponent)
    }
    // The exponent of the first digit.
    let magnitude = number.exponent + number.digits.count - 1
    let base = scaled.first { $0.exponent == 0 } ?? scaled.first
    let fitting = scaled.last { $0.exponent <= magnitude } ?? scaled.first
    guard let unit = number.isZero ? base : fitting else { return number.text }
    return "\(number.shifted(by: -unit.exponent).text) \(unit.symbol)"
  }
}
