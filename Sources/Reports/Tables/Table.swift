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

  private static let gap = 2
  /// What a first column keeps when others need the room, and when there are several blocks anyway.
  private static let leastFirst = 24
  private static let greatestFirst = 60

  /// Plain text of at most `width` characters a line.
  ///
  /// Where there is no room for all, the first column gets shorter, and then columns go on in further
  /// blocks below, each with the first column again.
  package func text(width: Int) -> String {
    var widths = columns.indices.map { column in
      (columns[column].title + rows.map { $0[column] }).map(\.count).max() ?? 0
    }
    guard !widths.isEmpty else { return "" }
    let rest = widths.dropFirst().reduce(0) { $0 + $1 + Self.gap }
    if widths[0] + rest > width {
      widths[0] = min(
        widths[0],
        width - rest >= Self.leastFirst ? width - rest : min(Self.greatestFirst, width / 2)
      )
    }
    var blocks: [[Int]] = [[]]
    var used = widths[0]
    for column in widths.indices.dropFirst() {
      if used + Self.gap + widths[column] > width, blocks[blocks.count - 1].count > 0 {
        blocks.append([])
        used = widths[0]
      }
      blocks[blocks.count - 1].append(column)
      used += Self.gap + widths[column]
    }
    return blocks.map { text(of: [0] + $0, widths: widths) }.joined(separator: "\n")
  }

  private func text(of shown: [Int], widths: [Int]) -> String {
    func line(_ cells: [String]) -> String {
      let padded = shown.map { column in
        let cell = Self.shortened(cells[column], to: widths[column])
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return columns[column].isNumber ? space + cell : cell + space
      }
      let text = padded.joined(separator: String(repeating: " ", count: Self.gap))
      return text.replacing(#/ +$/#, with: "")
    }
    let height = shown.map { columns[$0].title.count }.max() ?? 0
    let headings = (0..<height).map { row in
      line(
        columns.map { column in
          let skipped = height - column.title.count
          return row < skipped || row - skipped >= column.title.count
            ? "" : column.title[row - skipped]
        })
    }
    let rule = shown.map { String(repeating: "-", count: widths[$0]) }
      .joined(separator: String(repeating: " ", count: Self.gap))
    return (headings + [rule] + rows.map(line)).joined(separator: "\n") + "\n"
  }

  /// Text cut in its middle to a number of characters, where suffixes such as `#2` survive.
  static func shortened(_ text: String, to count: Int) -> String {
    guard text.count > count, count > 1 else { return text }
    let tail = (count - 1) / 3
    return text.prefix(count - 1 - tail) + "…" + text.suffix(tail)
  }
}
