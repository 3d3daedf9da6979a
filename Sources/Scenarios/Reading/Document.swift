import Yams

/// A YAML text as a tree of nodes: the only file that calls Yams.
///
/// Only the part of YAML that a person needs is taken: no anchors, aliases, tags or second
/// documents, and no scalar has a type. Duplicate keys stay in the tree, for `Fields` to report.
struct Document {
  /// Nil when the text cannot be read; the reason is in the findings then.
  let root: Node?

  init(text: String, file: String, findings: Findings) {
    // A byte order mark is no column.
    let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.dropFirst()) : text
    let source = SourceText(text, file: file)
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      findings.report(.empty, at: Place(file: file, line: 1, column: 1))
      root = nil
      return
    }
    var keys = DuplicateKeys(source)
    while true {
      do {
        root = try Self.compose(keys.text, keys: keys, source: source, findings: findings)
        return
      } catch .duplicatedKeysInMapping(let names, let context) {
        if keys.rename(names, at: context.mark) { continue }
        let place = source.place(context.mark)
        findings.report(
          .duplicateKey(names.first ?? "", firstLine: place.line), at: place)
      } catch {
        let (problem, place) = Self.syntaxProblem(error, in: source)
        findings.report(problem, at: place)
      }
      root = nil
      return
    }
  }

  private static func compose(
    _ text: String, keys: DuplicateKeys, source: SourceText, findings: Findings
  ) throws(YamlError) -> Node? {
    do {
      // Yams keeps a pointer to the text, which a string short enough to have no storage of its own
      // does not have: blank lines make it long.
      let long = text.utf8.count < 64 ? text + String(repeating: "\n", count: 64) : text
      let parser = try Parser(yaml: long, resolver: .basic, encoding: .utf8)
      guard let root = try parser.singleRoot() else {
        findings.report(.empty, at: Place(file: source.file, line: 1, column: 1))
        return nil
      }
      // Anchors live as long as the parser.
      return withExtendedLifetime(parser) {
        var conversion = Conversion(keys: keys, source: source, findings: findings)
        let node = conversion.node(root)
        return conversion.isWhole ? node : nil
      }
    } catch let error as YamlError {
      throw error
    } catch {
      throw .memory
    }
  }

  private static func syntaxProblem(_ error: YamlError, in source: SourceText) -> (Problem, Place) {
    switch error {
    case .composer(_, "but found another document", let mark, _):
      return (.secondDocument, source.place(mark))
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let line = context.map { source.place($0.mark).line }
      let text = context.map { $0.text.trimmedSpaces }
      return (
        .syntax(problem: problem, context: text, contextLine: line), source.place(mark)
      )
    case .reader(let problem, _, let value, _):
      return (
        .syntax(problem: problem, context: nil, contextLine: nil), source.place(ofScalar: value)
      )
    default:
      return (
        .syntax(problem: "not readable as YAML", context: nil, contextLine: nil),
        Place(file: source.file, line: 1, column: 1)
      )
    }
  }
}

/// The walk from Yams' nodes to ours.
private struct Conversion {
  let keys: DuplicateKeys
  let source: SourceText
  let findings: Findings
  private(set) var isWhole = true
  private var reportedAnchors: Set<Place> = []

  init(keys: DuplicateKeys, source: SourceText, findings: Findings) {
    self.keys = keys
    self.source = source
    self.findings = findings
  }

  mutating func node(_ node: Yams.Node) -> Node? {
    let place = source.place(node.mark)
    guard node.anchor == nil else {
      // An alias is the anchored node again: told once.
      if reportedAnchors.insert(place).inserted { findings.report(.anchor, at: place) }
      isWhole = false
      return nil
    }
    switch node {
    case .scalar(let scalar):
      let isQuoted = scalar.style != .plain
      checkTag(scalar.tag, isQuoted ? [.implicit, .str] : [.implicit], at: place)
      return Node(content: .scalar(scalar.string, isQuoted: isQuoted), place: place)
    case .sequence(let sequence):
      checkTag(sequence.tag, [.implicit, .seq], at: place)
      var items: [Node] = []
      for item in sequence {
        if let item = self.node(item) { items.append(item) }
      }
      return Node(content: .sequence(items), place: place)
    case .mapping(let mapping):
      checkTag(mapping.tag, [.implicit, .map], at: place)
      var entries: [Node.Entry] = []
      for (key, value) in mapping {
        let keyPlace = source.place(key.mark)
        guard case .scalar(let scalar) = key, key.anchor == nil else {
          findings.report(.keyIsNoText, at: keyPlace)
          isWhole = false
          continue
        }
        if let value = self.node(value) {
          let name = keys.name(at: keyPlace) ?? scalar.string
          entries.append(Node.Entry(key: name, keyPlace: keyPlace, value: value))
        }
      }
      return Node(content: .mapping(entries), place: place)
    case .alias:
      findings.report(.anchor, at: place)
      isWhole = false
      return nil
    }
  }

  private mutating func checkTag(_ tag: Tag, _ allowed: [Tag.Name], at place: Place) {
    guard !allowed.contains(where: { $0.rawValue == tag.rawValue }) else { return }
    findings.report(.tag(tag.rawValue), at: place)
    isWhole = false
  }
}
