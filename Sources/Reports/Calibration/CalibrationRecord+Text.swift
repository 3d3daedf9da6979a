extension CalibrationRecord {
  /// What `tidewatt calibrate` prints: errors, constants, errors by setting, and rows.
  public func text(width: Int = 100) -> String {
    var out = Comparison.wrapped("\(model): \(file), \(Readable.count(rows, "row"))", to: width)
    out += Comparison.wrapped(procedure, to: width)
    if !reference.isEmpty {
      let clocks = reference.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
      out += Comparison.wrapped("Reference: \(clocks)", to: width)
    }
    out += "\nErrors, as shares of the measured values\n" + scoreTable.text(width: width)
    for quantity in quantities {
      out += "\nConstants of \(quantity.name)\n" + Self.parameterTable(quantity).text(width: width)
    }
    let judged = quantities.first?.heldOut == nil ? "fitted" : "held-out"
    if quantities.contains(where: { !$0.groups.isEmpty }) {
      out += "\nErrors of \(judged) rows by setting\n" + groupTable.text(width: width)
    }
    for quantity in quantities where !quantity.rows.isEmpty {
      let which = listsWorstOnly ? "The \(quantity.rows.count) worst" : "All"
      out += "\n\(which) \(judged) rows of \(quantity.name)\n"
      out += rowTable(quantity).text(width: width)
    }
    return out
  }

  private var scoreTable: Table {
    var rows: [[String]] = []
    for quantity in quantities {
      for (name, scores) in [("fitted", quantity.fitted), ("held out", quantity.heldOut)] {
        guard let scores else { continue }
        rows.append(
          [name == "fitted" ? quantity.name : "", name, "\(scores.rows)"]
            + [scores.mean, scores.median, scores.high, scores.worst, scores.bias].map {
              Readable.percent($0, places: 2)
            })
      }
    }
    return Table(
      columns: [
        .init("", isNumber: false), .init("", isNumber: false), .init("rows"), .init("mean"),
        .init("median"), .init("95 %"), .init("worst"), .init("bias"),
      ], rows: rows)
  }

  private static func parameterTable(_ quantity: Quantity) -> Table {
    Table(
      columns: [
        .init("constant", isNumber: false), .init("value"), .init("", isNumber: false),
        .init("what it is", isNumber: false),
      ],
      rows: quantity.parameters.map {
        [$0.name, FileNumber.rounded($0.value, digits: 4), $0.unit, $0.meaning]
      })
  }

  private var groupTable: Table {
    // One line per setting and value, with each quantity's errors beside each other.
    let first = quantities.first?.groups ?? []
    return Table(
      columns: [
        .init("setting", isNumber: false), .init("value"), .init("rows"),
      ]
        + quantities.flatMap {
          [Table.Column($0.name, "mean error"), Table.Column("", "bias")]
        },
      rows: first.indices.map { index in
        let group = first[index]
        let isNew = index == 0 || first[index - 1].setting != group.setting
        return [isNew ? group.setting : "", group.value, "\(group.rows)"]
          + quantities.flatMap { quantity in
            [quantity.groups[index].mean, quantity.groups[index].bias].map {
              Readable.percent($0, places: 2)
            }
          }
      })
  }

  private func rowTable(_ quantity: Quantity) -> Table {
    Table(
      columns: [.init("line")] + settings.map { .init($0) }
        + [
          .init("measured", quantity.unit), .init("modelled", quantity.unit), .init("error"),
        ],
      rows: quantity.rows.map { row in
        ["\(row.line)"] + row.settings
          + [
            Readable.significant(row.measured, 4), Readable.significant(row.modelled, 4),
            Readable.percent(row.error),
          ]
      })
  }
}

extension FileNumber {
  /// A number with so many significant digits, with an exponent where it is very large or small.
  static func rounded(_ value: Double, digits count: Int) -> String {
    guard var digits = DecimalDigits(value) else { return Readable.none }
    digits.round(places: count - digits.exponent)
    if digits.digits.isEmpty { return "0" }
    if (-3...6).contains(digits.exponent) {
      return digits.plain(places: max(0, count - digits.exponent))
    }
    var mantissa = digits
    mantissa.exponent = 1
    return mantissa.plain(places: count - 1) + "e" + String(digits.exponent - 1)
  }
}
