extension CalibrationRecord {
  /// What `tidewatt calibrate --format json` prints; errors are shares of one, not per cent.
  ///
  /// `quantities` is a list of objects with `name`, `unit`, `fitted` and `held_out` (`rows`,
  /// `mape`, `median`, `p95`, `worst`, `bias`; `held_out` is null if nothing was held out),
  /// `constants`, `by_setting` and `rows`. Ends with a line feed.
  public var json: String {
    JSONValue.object([
      ("model", .text(model)),
      ("file", .text(file)),
      ("rows", .integer(rows)),
      ("procedure", .text(procedure)),
      ("seed", .unsigned(seed)),
      ("reference", .object(reference.map { ($0.name, .text($0.value)) })),
      ("quantities", .list(quantities.map(json))),
    ]).written + "\n"
  }

  private func json(_ quantity: Quantity) -> JSONValue {
    .object([
      ("name", .text(quantity.name)),
      ("unit", .text(quantity.unit)),
      ("fitted", Self.json(quantity.fitted)),
      ("held_out", quantity.heldOut.map(Self.json) ?? .null),
      (
        "constants",
        .list(
          quantity.parameters.map {
            .object([
              ("name", .text($0.name)), ("value", .number($0.value)), ("unit", .text($0.unit)),
              ("meaning", .text($0.meaning)),
            ])
          })
      ),
      (
        "by_setting",
        .list(
          quantity.groups.map {
            .object([
              ("setting", .text($0.setting)), ("value", .text($0.value)),
              ("rows", .integer($0.rows)), ("mape", .number($0.mean)), ("bias", .number($0.bias)),
            ])
          })
      ),
      (
        listsWorstOnly ? "worst_rows" : "rows",
        .list(
          quantity.rows.map { row in
            .object(
              [("line", .integer(row.line))]
                + zip(settings, row.settings).map { ($0, .text($1)) }
                + [
                  ("measured", .number(row.measured)), ("modelled", .number(row.modelled)),
                  ("error", .number(row.error)),
                ])
          })
      ),
    ])
  }

  private static func json(_ scores: Scores) -> JSONValue {
    .object([
      ("rows", .integer(scores.rows)),
      ("mape", .number(scores.mean)),
      ("median", .number(scores.median)),
      ("p95", .number(scores.high)),
      ("worst", .number(scores.worst)),
      ("bias", .number(scores.bias)),
    ])
  }
}
