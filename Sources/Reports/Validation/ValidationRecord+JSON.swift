extension ValidationRecord {
  /// What `tidewatt validate --format json` prints.
  ///
  /// Errors are shares of one, but for the statistic `difference`, which is in the unit. Ends with a line feed.
  public var json: String {
    JSONValue.object([
      ("title", .text(title)),
      ("passes", .truth(passes)),
      ("data_sets", .list(dataSets.map(json))),
      ("unused", .list(unused.map { .text($0) })),
    ]).written + "\n"
  }

  private func json(_ dataSet: DataSet) -> JSONValue {
    .object([
      ("folder", .text(dataSet.folder)),
      ("title", .text(dataSet.title)),
      ("citation", .text(dataSet.citation)),
      ("procedure", .text(dataSet.procedure)),
      ("checks", .list(dataSet.checks.map(json))),
    ])
  }

  private func json(_ check: Check) -> JSONValue {
    .object([
      ("name", .text(check.name)),
      ("unit", .text(check.unit)),
      ("statistic", .text(check.statistic.rawValue)),
      ("error", .number(check.error)),
      ("bar", .optional(check.bar)),
      ("passes", .truth(check.passes)),
      ("judged_rows", .integer(check.judged)),
      ("fitted", .text(check.fitted)),
      ("worst", check.worst.map(json) ?? .null),
      ("rows", .list(check.rows.map(json))),
    ])
  }

  private func json(_ row: Row) -> JSONValue {
    .object([
      ("row", .text(row.label)),
      ("measured", .number(row.measured)),
      ("modelled", .number(row.modelled)),
      ("error", .number(row.error)),
    ])
  }
}
