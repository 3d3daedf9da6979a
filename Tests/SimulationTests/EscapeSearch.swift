/// Finds code by which work could leave the thread of its simulation, or wait for real time.
enum EscapeSearch {
  /// What is looked for, each as a whole word, in code without comments and texts.
  ///
  /// By default `Task.init` is one word for a regular expression of Swift, as in running text.
  private static var forbidden: Regex<Substring> {
    #/
      \b(?:
        Task | \w*TaskGroup | async\s+let | actor(?=\s+[A-Z]) | \w*MainActor | globalActor | concurrent
        | Async\w*Stream | with\w+Continuation
        | Thread | Dispatch\w* | Operation | \w*OperationQueue | BlockOperation | RunLoop | Timer
        | pthread_\w+ | thrd_\w+ | usleep | nanosleep
        | ContinuousClock | SuspendingClock | Date | clock_gettime
      )\b
    /#.wordBoundaryKind(.simple)
  }

  /// The forbidden words of a source, in order, with spaces made single.
  static func escapes(in source: String) -> [String] {
    code(of: source).matches(of: forbidden).map { match in
      match.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  /// The source with every comment and every text made blank, except code inside of texts.
  static func code(of source: String) -> String {
    var scanner = Scanner(Array(source))
    scanner.skipCode(until: nil)
    return String(scanner.code)
  }

  private struct Scanner {
    private let source: [Character]
    private var position = 0
    private(set) var code: [Character] = []

    init(_ source: [Character]) { self.source = source }

    private func holds(_ text: String) -> Bool {
      source[min(position, source.count)...].starts(with: text)
    }

    /// Copies code up to its end, or to the bracket that closes an interpolation.
    mutating func skipCode(until end: Character?) {
      var depth = 0
      while position < source.count {
        let next = source[position]
        if holds("//") {
          while position < source.count, !source[position].isNewline { position += 1 }
        } else if holds("/*") {
          skipComment()
        } else if let hashes = textStart() {
          skipText(hashes: hashes)
        } else {
          if next == "(" { depth += 1 }
          if next == ")" {
            if depth == 0, end == ")" { return }
            depth -= 1
          }
          code.append(next)
          position += 1
        }
      }
    }

    /// Comments nest.
    private mutating func skipComment() {
      var depth = 0
      repeat {
        if holds("/*") { depth += 1 }
        if holds("*/") { depth -= 1 }
        position += holds("/*") || holds("*/") ? 2 : 1
      } while depth > 0 && position < source.count
      code.append(" ")
    }

    /// How many `#` stand before the text that starts here; nil if none does.
    private func textStart() -> Int? {
      let hashes = source[position...].prefix { $0 == "#" }.count
      let quote = position + hashes
      return quote < source.count && source[quote] == "\"" ? hashes : nil
    }

    private mutating func skipText(hashes: Int) {
      let mark = String(repeating: "#", count: hashes)
      position += hashes
      let quotes = holds("\"\"\"") ? "\"\"\"" : "\""
      position += quotes.count
      while position < source.count, !holds(quotes + mark) {
        if holds("\\" + mark + "(") {
          position += 2 + hashes
          skipCode(until: ")")
        } else if holds("\\" + mark) {
          position += 1 + hashes
        }
        position += 1
      }
      position += quotes.count + hashes
      code.append(" ")
    }
  }
}
