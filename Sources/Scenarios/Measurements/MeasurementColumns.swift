import Foundation

/// Which column of a file is which, and in which unit.
struct Columns {
  struct Found {
    var column: MeasuredColumn
    var index: Int
    var unit: QuantityUnit?
    /// As the file has it.
    var heading: String

    /// The number of a cell in base units; nil, reported, when it is not one that can be meant.
    func number(_ cell: SeparatedText.Cell, _ findings: Findings) -> Double? {
      func wrong(_ problem: Problem) -> Double? {
        findings.report(problem, at: cell.place)
        return nil
      }
      let (dimension, text) = (column.dimension, cell.text.shortened)
      if cell.text.isEmpty { return wrong(.noValue(path: heading)) }
      if DecimalNumber.isNotFinite(cell.text[...]) {
        return wrong(.notFinite(path: heading, found: text))
      }
      guard let decimal = DecimalNumber(cell.text[...]) else {
        return wrong(.notNumber(path: heading, expected: "a number", found: text))
      }
      let number =
        unit.flatMap { try? QuantityNumber(decimal: decimal).double(in: $0) }
        ?? decimal.double
      guard number.isFinite else { return wrong(.notFinite(path: heading, found: text)) }
      if dimension == .count, number != number.rounded() {
        return wrong(.notWhole(path: heading, found: text))
      }
      if number < 0 || number == 0 && !column.takesZero {
        let allowed = column.takesZero ? "zero or more" : "above zero"
        return wrong(.outside(path: heading, allowed: allowed, found: text))
      }
      if let plausible = dimension.plausible, !plausible.range.contains(number), number > 0,
        let unit
      {
        return wrong(
          .implausible(
            column: heading, allowed: plausible.words, found: "\(text) \(unit.symbol)",
            role: column.role, units: dimension.units.map(\.symbol)))
      }
      return number
    }
  }

  private(set) var found: [Found] = []
  /// The headings as the file has them.
  private let headings: [SeparatedText.Cell]

  init(
    _ heading: SeparatedText.Row, _ reading: MeasurementTable.Reading, _ findings: Findings
  ) {
    headings = heading.cells
    let roles = reading.columns.map(\.role)
    for (option, words) in [("--column", reading.headings), ("--unit", reading.units)] {
      for role in words.keys.sorted() where !roles.contains(role) {
        findings.report(
          .unknownName(what: "column", name: role.shortened, known: roles),
          at: Place(file: option))
      }
    }
    for column in reading.columns {
      let named = reading.headings[column.role]
      guard let index = index(of: named.map { [$0] } ?? column.headings) else {
        if let named {
          findings.report(
            .unknownName(
              what: "heading", name: named.shortened, known: headings.map(\.text)),
            at: Place(file: "--column"))
        } else if !column.isOptional {
          findings.report(
            .missingColumn(
              role: column.role, headings: column.headings, has: headings.map(\.text)),
            at: headings.first?.place ?? heading.end)
        }
        continue
      }
      let (name, written) = Self.split(headings[index].text)
      var unit: QuantityUnit?
      if !column.dimension.units.isEmpty {
        let chosen = reading.units[column.role]
        let symbol = Self.symbol(chosen ?? written ?? column.unit)
        unit = column.dimension.units.first { $0.symbol == symbol }
        if unit == nil {
          findings.report(
            .unknownUnit(
              path: column.role, quantity: column.dimension.name, found: symbol.shortened,
              units: column.dimension.units.map(\.symbol)),
            at: chosen == nil ? headings[index].place : Place(file: "--unit"))
        }
      } else if reading.units[column.role] != nil {
        findings.report(.noUnitHere(column: column.role), at: Place(file: "--unit"))
      }
      found.append(Found(column: column, index: index, unit: unit, heading: name))
    }
  }

  /// The column of the first of these headings that the file has.
  private func index(of names: [String]) -> Int? {
    for name in names {
      let wanted = name.lowercased()
      if let index = headings.firstIndex(where: {
        $0.text.lowercased() == wanted || Self.split($0.text).name.lowercased() == wanted
      }) {
        return index
      }
    }
    return nil
  }

  /// `Power (mW)` is the name `Power` and the unit `mW`.
  private static func split(_ heading: String) -> (name: String, unit: String?) {
    for (open, close) in [("(", ")"), ("[", "]")] where heading.hasSuffix(close) {
      guard let start = heading.lastIndex(of: Character(open)) else { continue }
      let unit = heading[heading.index(after: start)...].dropLast()
      return (String(heading[..<start]).trimmedSpaces, String(unit).trimmedSpaces)
    }
    return (heading, nil)
  }

  private static func symbol(_ text: String) -> String {
    text.replacing("µ", with: "u").replacing("μ", with: "u")
  }

  /// The columns that rows are chosen by.
  func conditions(
    _ reading: MeasurementTable.Reading, _ findings: Findings
  ) -> [(index: Int, text: String)] {
    reading.conditions.compactMap { condition in
      guard let index = index(of: [condition.heading]) else {
        findings.report(
          .unknownName(
            what: "heading", name: condition.heading.shortened, known: headings.map(\.text)),
          at: Place(file: "--where"))
        return nil
      }
      return (index, condition.text)
    }
  }
}
