/// A table of text: lines of cells separated by commas, or by tabs or semicolons if the heading is.
///
/// Cells may stand in double quotes; a doubled quote is a quote. Blank lines, and lines that begin
/// with `#`, are skipped.
struct SeparatedText {
  struct Cell {
    /// Without quotes and without spaces around it.
    var text: String
    var place: Place
  }

  struct Row {
    var cells: [Cell]
    /// Where it ends, for what is missing.
    var end: Place
  }

  var heading: Row?
  var rows: [Row] = []

  init(_ text: String, file: String) {
    // Lines by scalars, so that CR LF is one end of line and columns count scalars.
    let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.dropFirst()) : text
    var separator: Unicode.Scalar?
    for (index, line) in text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    ).enumerated() {
      let scalars = Array(line.unicodeScalars)
      guard let first = scalars.first(where: { $0 != " " && $0 != "\t" }), first != "#" else {
        continue
      }
      let used =
        separator ?? [",", "\t", ";"].first { scalars.contains($0) } ?? Unicode.Scalar(",")
      separator = used
      let row = Self.row(scalars, separator: used, file: file, line: index + 1)
      if heading == nil { heading = row } else { rows.append(row) }
    }
  }

  private static func row(
    _ scalars: [Unicode.Scalar], separator: Unicode.Scalar, file: String, line: Int
  ) -> Row {
    var cells: [Cell] = []
    var text = String.UnicodeScalarView()
    var start: Int?
    var isQuoted = false
    func cell(endingAt end: Int) -> Cell {
      Cell(
        text: String(text).trimmedSpaces,
        place: Place(file: file, line: line, column: (start ?? end) + 1))
    }
    for (index, scalar) in scalars.enumerated() {
      if scalar == "\"" {
        // A quote directly after a closing one stands for itself.
        if !isQuoted, index > 0, scalars[index - 1] == "\"", start != index { text.append("\"") }
        start = start ?? index
        isQuoted.toggle()
      } else if scalar == separator, !isQuoted {
        cells.append(cell(endingAt: index))
        text = String.UnicodeScalarView()
        start = nil
      } else {
        if start == nil, scalar != " " { start = index }
        text.append(scalar)
      }
    }
    cells.append(cell(endingAt: scalars.count))
    return Row(cells: cells, end: Place(file: file, line: line, column: scalars.count + 1))
  }
}
