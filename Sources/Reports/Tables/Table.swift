/// Headings and rows of text, to be set as plain text or as HTML.
package struct Table {
  package struct Column {
    /// Lines of the heading.
    package var title: [String]
    package var isNumber = true

    package init(_ title: String..., isNumber: Bool = true) {
      self.title = title
      self.isNumber = isNumber
    }
  }

  package var columns: [Column]
  package var rows: [[String]]

  package init(columns: [Column], rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }

  /// Plain text of at most `width` characters a line, by shortening the first column if need be.
  package func text(width: Int) -> String {
    let gap = 2
    var widths = columns.indices.map { column in
      (columns[column].title + rows.map { $0[column] }).map(\.count).max() ?? 0
    }
    let excess = widths.reduce(0, +) + gap * (widths.count - 1) - width
    if excess > 0, let first = widths.first { widths[0] = max(8, first - excess) }

    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let cell = Self.shortened(cells[column], to: widths[column])
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return columns[column].isNumber ? space + cell : cell + space
      }
      let text = padded.joined(separator: String(repeating: " ", count: gap))
      return text.replacing(#/ +$/#, with: "")
    }
    let height = columns.map(\.title.count).max() ?? 0
    let headings = (0..<height).map { row in
      line(
        columns.map { column in
          let skipped = height - column.title.count
          return row < skipped ? "" : column.title[row - skipped]
        })
    }
    let rule = widths.map { String(repeating: "-", count: $0) }
      .joined(separator: String(repeating: " ", count: gap))
    return (headings + [rule] + rows.map(line)).joined(separator: "\n") + "\n"
  }

  /// Text cut in its middle to a number of characters, where suffixes such as `#2` survive.
  static func shortened(_ text: String, to count: Int) -> String {
    guard text.count > count, count > 1 else { return text }
    let tail = (count - 1) / 3
    return text.prefix(count - 1 - tail) + "…" + text.suffix(tail)
  }
}
