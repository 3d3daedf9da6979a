import Yams

/// A text with its lines as libyaml counts them, to find places in it.
struct SourceText {
  let file: String
  let text: String
  /// Offset of the first scalar of each line, in Unicode scalars.
  private let lineStarts: [Int]
  private let scalars: [Unicode.Scalar]

  init(_ text: String, file: String) {
    self.file = file
    self.text = text
    scalars = Array(text.unicodeScalars)
    var starts = [0]
    for (index, scalar) in scalars.enumerated() {
      let isBreak =
        switch scalar {
        case "\n", "\u{85}", "\u{2028}", "\u{2029}": true
        case "\r": index + 1 == scalars.count || scalars[index + 1] != "\n"
        default: false
        }
      if isBreak { starts.append(index + 1) }
    }
    // What follows the last line break is a line only if there is something in it.
    if starts.count > 1, starts.last == scalars.count { starts.removeLast() }
    lineStarts = starts
  }

  /// The place that Yams means, moved to the end of the text if it lies behind it.
  func place(_ mark: Mark?) -> Place {
    guard let mark, mark.line >= 1 else { return Place(file: file, line: 1, column: 1) }
    guard mark.line > lineStarts.count else {
      return Place(file: file, line: mark.line, column: max(1, mark.column))
    }
    let last = lineStarts.count
    let length = scalars[lineStarts[last - 1]...].prefix { $0 != "\n" && $0 != "\r" }.count
    return Place(file: file, line: last, column: length + 1)
  }

  /// The first place of the scalar with this code point.
  func place(ofScalar value: Int32) -> Place {
    let index = scalars.firstIndex { Int32(bitPattern: $0.value) == value } ?? 0
    let line = lineStarts.lastIndex { $0 <= index } ?? 0
    return Place(file: file, line: line + 1, column: index - lineStarts[line] + 1)
  }

  /// The offset of a place in Unicode scalars, nil if it is not in the text.
  func offset(of place: Place) -> Int? {
    guard place.line >= 1, place.line <= lineStarts.count else { return nil }
    let offset = lineStarts[place.line - 1] + place.column - 1
    return offset < scalars.count ? offset : nil
  }

  /// Whether `word` stands at this offset.
  func holds(_ word: String, at offset: Int) -> Bool {
    scalars[offset...].starts(with: word.unicodeScalars)
  }

  func isQuote(at offset: Int) -> Bool { scalars[offset] == "\"" || scalars[offset] == "'" }
}

extension String {
  var trimmedSpaces: String {
    let start = drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
