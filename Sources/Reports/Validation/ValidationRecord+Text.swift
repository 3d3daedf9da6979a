extension ValidationRecord {
  /// What `tidewatt validate` prints: every check with its bar, then every row.
  public func text(width: Int = 120) -> String {
    var out = "\(title)\n"
    for dataSet in dataSets {
      out += "\n\(dataSet.title) (\(dataSet.folder))\n"
      out += Comparison.wrapped("  \(dataSet.citation)", to: width, indent: "  ")
      out += Comparison.wrapped("  \(dataSet.procedure)", to: width, indent: "  ")
      guard !dataSet.checks.isEmpty else { continue }
      out += "\n" + dataSet.checkTable.text(width: width)
      for check in dataSet.checks where !check.rows.isEmpty {
        out += "\n\(check.name)\n" + check.rowTable.text(width: width)
      }
    }
    if !unused.isEmpty {
      out += "\n" + Comparison.wrapped("Not used: \(unused.joined(separator: ", "))", to: width)
    }
    return out + "\n" + verdict + "\n"
  }

  /// One sentence: how many bars are met, and which are not.
  public var verdict: String {
    let checks = dataSets.flatMap(\.checks).filter { $0.bar != nil }
    let missed = checks.filter { !$0.passes }
    if checks.isEmpty { return "No bar was judged." }
    if missed.isEmpty { return "All \(Readable.count(checks.count, "bar")) met." }
    return "\(missed.count) of \(Readable.count(checks.count, "bar")) missed: "
      + missed.map(\.name).joined(separator: "; ")
  }
}

extension ValidationRecord.DataSet {
  var checkTable: Table {
    Table(
      columns: [
        .init("check", isNumber: false), .init("rows"), .init("error", isNumber: false),
        .init(""), .init("bar"), .init("", isNumber: false), .init("worst row", isNumber: false),
        .init("its error"),
      ],
      rows: checks.map { check in
        [
          check.name, "\(check.judged)", check.statistic.rawValue,
          check.words(check.error, places: 2),
          check.bar.map { "< " + check.words($0, places: 1) } ?? Readable.none,
          check.bar == nil ? "" : check.passes ? "met" : "MISSED", check.worst?.label ?? "",
          check.worst.map { check.words(of: $0) } ?? "",
        ]
      })
  }
}

extension ValidationRecord.Check {
  /// An error, as its statistic counts it.
  fileprivate func words(_ error: Double, places: Int) -> String {
    statistic == .difference
      ? "\(Readable.fixed(error, places: places)) \(unit)"
      : places == 1 ? Readable.percent(error) : Readable.percent(error, places: places)
  }

  fileprivate func words(of row: ValidationRecord.Row) -> String {
    statistic == .difference
      ? "\(Readable.fixed(row.modelled - row.measured, places: 2)) \(unit)"
      : Readable.percent(row.error)
  }

  var rowTable: Table {
    Table(
      columns: [
        .init("row", isNumber: false), .init("measured", unit), .init("modelled", unit),
        .init("error"),
      ],
      rows: rows.map {
        [
          $0.label, Readable.significant($0.measured, 4), Readable.significant($0.modelled, 4),
          statistic == .difference ? words(of: $0) : Readable.percent($0.error, places: 2),
        ]
      })
  }
}
