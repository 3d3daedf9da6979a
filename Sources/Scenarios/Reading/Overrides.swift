/// What `--set` puts in place of a file's values, before the file is read.
///
/// `training.target.rounds=2` goes by keys; below `strategies` a key is the name of a strategy of
/// the file, as in `strategies.group-wise.groups=4`, `strategies.group-wise#2.groups=4` for the second
/// of that name, or the `label` that the file gives it. The value is written as in the file. A key that
/// the file does not have is added; one that nobody knows is reported when the file is read, at
/// `--set:N`, the N-th override.
struct Overrides {
  private let overrides: [Override]
  private let findings: Findings

  static let file = "--set"

  private struct Override {
    var keys: [String]
    var keyPlaces: [Place]
    var value: Node
  }

  init(_ texts: [String], findings: Findings) {
    self.findings = findings
    overrides = texts.enumerated().compactMap { index, text in
      Self.parsed(text, line: index + 1, findings: findings)
    }
  }

  /// The changes under a scenario's own key `quick`: keys joined by points, with their values.
  init(quick entries: [Node.Entry], findings: Findings) {
    self.findings = findings
    overrides = entries.compactMap { entry in
      let keys = entry.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard keys.allSatisfy({ !$0.isEmpty }), !entry.value.isNull else {
        findings.report(.overrideWithoutValue(entry.key), at: entry.keyPlace)
        return nil
      }
      return Override(
        keys: keys, keyPlaces: keys.map { _ in entry.keyPlace }, value: entry.value)
    }
  }

  private static func parsed(_ text: String, line: Int, findings: Findings) -> Override? {
    let start = Place(file: file, line: line, column: 1)
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      findings.report(.overrideWithoutValue(text.shortened), at: start)
      return nil
    }
    let keys = text[..<equals].split(separator: ".", omittingEmptySubsequences: false)
    guard keys.allSatisfy({ !$0.isEmpty }) else {
      findings.report(.overrideWithoutValue(text.shortened), at: start)
      return nil
    }
    let places = keys.map { key in
      let column = text.unicodeScalars.distance(from: text.startIndex, to: key.startIndex) + 1
      return Place(file: file, line: line, column: column)
    }
    let column = text.unicodeScalars.distance(from: text.startIndex, to: equals) + 2
    let written = String(text[text.index(after: equals)...])
    let place = Place(file: file, line: line, column: column)
    guard written.contains(where: { !$0.isWhitespace }) else {
      findings.report(.noValue(path: String(text[..<equals])), at: place)
      return nil
    }
    let local = Findings()
    let root = Document(text: written, file: file, findings: local).root
    for diagnostic in local.diagnostics {
      findings.report(diagnostic.moved(into: place))
    }
    guard let root else { return nil }
    return Override(keys: keys.map(String.init), keyPlaces: places, value: root.moved(into: place))
  }

  /// The tree with every override in it; those that lead nowhere are reported.
  func applied(to root: Node) -> Node {
    var root = root
    for override in overrides { set(override, at: 0, in: &root) }
    return root
  }

  private func set(_ override: Override, at depth: Int, in node: inout Node) {
    guard depth < override.keys.count else {
      node = override.value
      return
    }
    let place = override.keyPlaces[depth]
    let key = override.keys[depth]
    // A bare strategy, or an empty value, takes keys as well.
    if node.isNull { node.content = .mapping([]) }
    switch node.content {
    case .mapping(var entries):
      let index =
        entries.firstIndex { $0.key == key }
        ?? {
          let nothing = Node(content: .mapping([]), place: place)
          entries.append(Node.Entry(key: key, keyPlace: place, value: nothing))
          return entries.count - 1
        }()
      set(override, at: depth + 1, in: &entries[index].value)
      node.content = .mapping(entries)
    case .sequence(var items) where depth == 1 && override.keys[0] == "strategies":
      let labels = Self.labels(of: items)
      guard let index = labels.firstIndex(of: key) ?? Self.given(items).firstIndex(of: key) else {
        findings.report(.unknownName(what: "strategy", name: key, known: labels), at: place)
        return
      }
      setStrategy(override, in: &items[index])
      node.content = .sequence(items)
    default:
      let path = override.keys[..<depth].joined(separator: ".")
      findings.report(.overridePath(path: path, found: node.kind), at: place)
    }
  }

  /// Goes on below the name of a strategy, which may be written bare.
  private func setStrategy(_ override: Override, in item: inout Node) {
    switch item.content {
    case .scalar(let name, _):
      var parameters = Node(content: .mapping([]), place: item.place)
      set(override, at: 2, in: &parameters)
      let entry = Node.Entry(key: name, keyPlace: item.place, value: parameters)
      item.content = .mapping([entry])
    case .mapping(var entries):
      set(override, at: 2, in: &entries[0].value)
      item.content = .mapping(entries)
    case .sequence:
      break
    }
  }

  /// The labels that the file gives to the strategies of a list; nil for the others.
  private static func given(_ items: [Node]) -> [String?] {
    items.map { item in
      guard case .mapping(let entries) = item.content,
        case .mapping(let parameters)? = entries.first?.value.content,
        case .scalar(let text, _)? = parameters.first(where: { $0.key == "label" })?.value.content
      else { return nil }
      return text
    }
  }

  /// The names of the strategies of a list, numbered from the second on; what is no strategy has an
  /// empty one.
  private static func labels(of items: [Node]) -> [String] {
    var seen: [String: Int] = [:]
    return items.map { item in
      let name: String
      switch item.content {
      case .scalar(let text, _): name = text
      case .mapping(let entries): name = entries.first?.key ?? ""
      case .sequence: return ""
      }
      seen[name, default: 0] += 1
      let number = seen[name, default: 1]
      return number == 1 ? name : "\(name)#\(number)"
    }
  }
}

extension Place {
  /// A place in the text of a value, as a place in the override that holds the value.
  fileprivate func moved(into start: Place) -> Place {
    // An override is one line, whatever the shell let into it.
    Place(
      file: start.file, line: start.line,
      column: line <= 1 ? start.column + max(0, column - 1) : start.column)
  }
}

extension Diagnostic {
  fileprivate func moved(into start: Place) -> Diagnostic {
    var moved = self
    moved.place = place.moved(into: start)
    return moved
  }
}

extension Node {
  fileprivate func moved(into start: Place) -> Node {
    var moved = self
    moved.place = place.moved(into: start)
    switch content {
    case .scalar: break
    case .sequence(let items): moved.content = .sequence(items.map { $0.moved(into: start) })
    case .mapping(let entries):
      moved.content = .mapping(
        entries.map { entry in
          Entry(
            key: entry.key, keyPlace: entry.keyPlace.moved(into: start),
            value: entry.value.moved(into: start))
        })
    }
    return moved
  }
}
