import Simulation

extension Comparison {
  /// The whole result as plain text: what `tidewatt run` prints on standard output.
  ///
  /// Main table, decomposition of device time, boundary of the joules with both boundaries' sums,
  /// and what is assumed. Lines have at most `width` characters (at least 80 are needed).
  public func text(width: Int = 120) -> String {
    var out = Self.wrapped("\(run.scenario), \(seedsText): \(run.description)", to: width)
    out += Self.wrapped(baselineText, to: width) + "\n"
    guard !summaries.isEmpty else { return out }
    out += mainTable.text(width: width)
    out += notes(width: width)
    for remark in run.strategies.compactMap(Self.shutDownRemark) {
      out += Self.wrapped(remark, to: width)
    }
    out += "\nDevice time, mean of the used devices\n"
    out += decompositionTable.text(width: width)
    out += "\n" + Self.wrapped(boundarySentence, to: width)
    out += boundaryTable.text(width: width)
    out += decisionsText(width: width)
    out += tidalText(width: width)
    return out + assumptionsText(width: width)
  }

  /// What is to be known of the main table: its intervals, and which runs failed and why.
  func notes(width: Int) -> String {
    var out = intervalNote.map { Self.wrapped($0, to: width) } ?? ""
    for summary in summaries {
      if let failure = summary.failure {
        let seed = isRepeated ? " with seed \(summary.seed)" : ""
        out += Self.wrapped("\(summary.name)\(seed) failed: \(failure)", to: width)
      }
    }
    return out
  }

  /// What the headline joules contain.
  var boundarySentence: String {
    "Joules and watts above are \(run.boundaryText) (boundary: \(run.boundary))."
      + "\(run.boundaryRemark) Both boundaries:"
  }

  var assumptionHeading: String {
    let count = run.assumptions.count
    return "* assumed: rests on \(count) value\(count == 1 ? "" : "s") that nobody measured:"
  }

  /// Text broken at spaces into lines of at most `width` characters, each ended by a line feed.
  ///
  /// A single word that is longer stands alone on its line.
  static func wrapped(_ text: String, to width: Int, indent: String = "") -> String {
    var lines: [String] = []
    var line = String(text.prefix { $0 == " " })
    var isEmpty = true
    for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = indent
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return (lines + [line]).joined(separator: "\n") + "\n"
  }
}
