extension Table {
  /// The table in a box of its own that scrolls sideways where the page is narrow.
  var markup: Markup {
    let head = columns.map { column in
      Markup.tag(
        "th", ["scope": "col", "class": column.isNumber ? "number" : "words"],
        Array(column.title.map { [Markup.text($0)] }.joined(separator: [.tag("br")])))
    }
    let body = rows.map { row in
      // An indented row says more of the row above it.
      Markup.tag(
        "tr", row.first?.hasPrefix("  ") == true ? ["class": "spread"] : [:],
        zip(columns, row).map { column, cell in
          .tag("td", ["class": column.isNumber ? "number" : "words"], Self.collapsed(cell))
        })
    }
    return .tag(
      "div", ["class": "scroll"],
      [
        .tag(
          "table", [:], [.tag("thead", [:], [.tag("tr", [:], head)]), .tag("tbody", [:], body)])
      ])
  }

  /// Runs of spaces, which align plain text, as one separator.
  private static func collapsed(_ cell: String) -> String {
    cell.replacing(#/^ +/#, with: "").replacing(#/ {2,}/#, with: " · ")
  }
}
