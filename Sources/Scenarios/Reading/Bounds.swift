import Hardware
import Simulation

/// Which numbers a key takes.
enum Bounds: Hashable, Sendable {
  case positive
  case notNegative
  /// In (0, 1].
  case share
  /// In [0, 1).
  case belowOne

  func contains(_ number: Double) -> Bool {
    switch self {
    case .positive: number > 0
    case .notNegative: number >= 0
    case .share: number > 0 && number <= 1
    case .belowOne: number >= 0 && number < 1
    }
  }

  var words: String {
    switch self {
    case .positive: "above zero"
    case .notNegative: "zero or more"
    case .share: "above 0 and at most 1"
    case .belowOne: "at least 0 and below 1"
    }
  }
}

extension Value {
  /// A number with its unit.
  func quantity<Amount: Quantity>(_ type: Amount.Type, _ bounds: Bounds) -> Amount? {
    let name = type.quantityName
    guard let text = text(expected: "\(name) such as '\(type.example)'") else { return nil }
    let found = text.shortened
    do throws(QuantityProblem) {
      let amount = try Amount(text)
      guard bounds.contains(amount.baseNumber) else {
        report(.outside(path: path, allowed: bounds.words, found: found))
        return nil
      }
      return amount
    } catch {
      switch error {
      case .notNumber:
        report(
          .notNumber(path: path, expected: "\(name) such as '\(type.example)'", found: found))
      case .noUnit:
        report(.noUnit(path: path, quantity: name, example: type.example, found: found))
      case .unknownUnit(let symbol):
        report(
          .unknownUnit(
            path: path, quantity: name, found: symbol.shortened, units: type.units.map(\.symbol)))
      case .notFinite: report(.notFinite(path: path, found: found))
      case .tooFine(let smallest):
        report(.tooFine(path: path, smallest: smallest, found: found))
      case .tooLarge: report(.tooLarge(path: path, found: found))
      }
      return nil
    }
  }
}
