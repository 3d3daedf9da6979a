extension Value {
  /// A number with its unit that `bounds` take.
  func quantity<Amount: Quantity>(_ bounds: Bounds<Amount>) -> Amount? {
    let name = Amount.quantityName
    let example = Amount.example
    guard let text = text(expected: "\(name) such as '\(example)'") else { return nil }
    let found = text.shortened
    do throws(QuantityProblem) {
      let amount = try Amount(text)
      if let allowed = bounds.complaint(about: amount.baseNumber) {
        report(.outside(path: path, allowed: allowed, found: found))
        return nil
      }
      return amount
    } catch {
      switch error {
      case .notNumber:
        report(.notNumber(path: path, expected: "\(name) such as '\(example)'", found: found))
      case .noUnit:
        report(.noUnit(path: path, quantity: name, example: example, found: found))
      case .unknownUnit(let symbol):
        report(
          .unknownUnit(
            path: path, quantity: name, found: symbol.shortened,
            units: Amount.units.map(\.symbol)))
      case .notFinite: report(.notFinite(path: path, found: found))
      case .tooFine(let smallest):
        report(.tooFine(path: path, smallest: smallest, found: found))
      case .tooLarge:
        let isNegative = text.first { $0 != " " } == "-"
        let allowed = bounds.complaint(about: isNegative ? -.infinity : .infinity)
        report(
          allowed.map { .outside(path: path, allowed: $0, found: found) }
            ?? .tooLarge(path: path, found: found))
      }
      return nil
    }
  }
}
