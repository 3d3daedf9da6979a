/// A value of a file with its typed readers; each returns nil after reporting what is wrong.
struct Value {
  let node: Node
  /// The keys that lead to it, joined by points, for messages.
  let path: String
  let findings: Findings

  func report(_ problem: Problem) { findings.report(problem, at: node.place) }

  /// A list in place of something else is a sweep axis.
  func reportKind(expected: String) {
    if node.isSequence {
      report(.sweepAxis(path: path))
    } else if path.isEmpty {
      report(.wrongKind(path: "the file", expected: expected, found: node.kind))
    } else {
      report(.wrongKind(path: path, expected: expected, found: node.kind))
    }
  }

  /// A scalar as it is written.
  func text(expected: String = "one word or text") -> String? {
    guard case .scalar(let text, _) = node.content, !node.isNull else {
      reportKind(expected: expected)
      return nil
    }
    return text
  }

  /// Text that says something.
  func sentence() -> String? {
    guard let text = text(expected: "text") else { return nil }
    guard text.contains(where: { !$0.isWhitespace }) else {
      report(.noValue(path: path))
      return nil
    }
    return text
  }

  static let longestLabel = 60

  /// One line of text that names something for people.
  func label() -> String? {
    guard let text = sentence()?.trimmedSpaces else { return nil }
    let isLine = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    guard isLine, text.count <= Self.longestLabel else {
      report(.notLabel(path: path, found: text.shortened))
      return nil
    }
    return text
  }

  /// A whole number in this range, written in decimal digits.
  func wholeNumber(_ range: ClosedRange<Int>) -> Int? {
    guard let text = text(expected: "a whole number") else { return nil }
    guard isWhole(text) else {
      report(.notWhole(path: path, found: text.shortened))
      return nil
    }
    // What does not fit is beyond any range.
    let number = Int(text) ?? (text.first == "-" ? Int.min : Int.max)
    guard range.contains(number) else {
      let allowed =
        number < range.lowerBound ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
      report(.outside(path: path, allowed: allowed, found: text.shortened))
      return nil
    }
    return number
  }

  /// Any number of 64 bits without sign.
  func seed() -> UInt64? {
    guard let text = text(expected: "a whole number") else { return nil }
    guard isWhole(text) else {
      report(.notWhole(path: path, found: text.shortened))
      return nil
    }
    guard let number = UInt64(text) else {
      report(.outside(path: path, allowed: "from 0 to \(UInt64.max)", found: text.shortened))
      return nil
    }
    return number
  }

  private func isWhole(_ text: String) -> Bool {
    let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    return !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
  }

  /// A number without a unit, as `0.9` or `90 %`, that `bounds` take.
  func fraction(_ bounds: Bounds<Double>) -> Double? {
    guard var text = text(expected: "a number") else { return nil }
    let written = text.shortened
    var shift = 0
    if text.last == "%" {
      text = String(text.dropLast()).trimmedSpaces
      shift = -2
    }
    guard let number = DecimalNumber(text[...])?.shifted(by: shift).double else {
      report(
        DecimalNumber.isNotFinite(text[...])
          ? .notFinite(path: path, found: written)
          : .notNumber(path: path, expected: "a number", found: written))
      return nil
    }
    guard number.isFinite else {
      report(.notFinite(path: path, found: written))
      return nil
    }
    if let allowed = bounds.complaint(about: number) {
      report(.outside(path: path, allowed: allowed, found: written))
      return nil
    }
    return number
  }

  /// One of these words.
  func choice(_ known: [String]) -> String? {
    guard let text = text(expected: "one of: \(known.joined(separator: ", "))") else { return nil }
    guard known.contains(text) else {
      report(.notOneOf(path: path, found: text.shortened, known: known))
      return nil
    }
    return text
  }

  /// One of the cases of an enumeration of words.
  func choice<Choice: RawRepresentable & CaseIterable>(
    of type: Choice.Type
  ) -> Choice? where Choice.RawValue == String {
    choice(type.allCases.map(\.rawValue)).flatMap(Choice.init(rawValue:))
  }

  /// The name of one of these things.
  func name(of what: String, _ known: [String]) -> String? {
    guard let text = text(expected: "the name of a \(what)") else { return nil }
    guard known.contains(text) else {
      report(.unknownName(what: what, name: text.shortened, known: known))
      return nil
    }
    return text
  }

  /// The name of an entry of the catalogue.
  func name(of kind: Catalogue.Kind, in catalogue: Catalogue) -> String? {
    let known = catalogue.names(kind)
    guard known.isEmpty else { return name(of: kind.rawValue, known) }
    guard let text = text(expected: "the name of a \(kind.rawValue)") else { return nil }
    report(
      .noEntry(
        what: kind.rawValue, name: text.shortened, folder: kind.folder, places: catalogue.places))
    return nil
  }

  /// The values of a list.
  func list(mayBeEmpty: Bool = false) -> [Value]? {
    guard case .sequence(let nodes) = node.content else {
      report(.wrongKind(path: path, expected: "a list", found: node.kind))
      return nil
    }
    guard mayBeEmpty || !nodes.isEmpty else {
      report(.nothingListed(path: path))
      return nil
    }
    return nodes.enumerated().map { index, node in
      Value(node: node, path: "\(path)[\(index + 1)]", findings: findings)
    }
  }

  /// The name of a scenario, device or server: what files and folders can be named after.
  func entryName() -> String? {
    guard let text = text(expected: "a name") else { return nil }
    let isName =
      text.first.map { $0.isASCII && ($0.isLetter || $0.isNumber) } == true
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    guard isName else {
      report(.notName(path: path, found: text.shortened))
      return nil
    }
    return text
  }

  /// The only key of a mapping, which must be one of `known`, and its value.
  func oneKey(what: String, _ known: [String]) -> (key: String, value: Value)? {
    guard case .mapping(let entries) = node.content else {
      reportKind(expected: "one key, the name of the \(what)")
      return nil
    }
    guard let entry = entries.first, entries.count == 1 else {
      report(.notOneKey(path: path, what: what))
      return nil
    }
    guard known.contains(entry.key) else {
      findings.report(
        .unknownName(what: what, name: entry.key.shortened, known: known), at: entry.keyPlace)
      return nil
    }
    let path = "\(path).\(entry.key)"
    guard !entry.value.isNull else {
      findings.report(.noValue(path: path), at: entry.keyPlace)
      return nil
    }
    return (entry.key, Value(node: entry.value, path: path, findings: findings))
  }
}
