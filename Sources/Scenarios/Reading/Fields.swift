/// A mapping of a file whose keys are taken by name; what nobody took is an unknown key.
///
/// Taking returns nil after every mistake, which is then among the findings: there is no silent
/// default. Reading goes on with the next key, so that one pass finds every mistake.
struct Fields {
  let path: String
  let place: Place
  private let findings: Findings
  private var entries: [Node.Entry] = []
  private var asked: [String] = []

  /// Reports duplicate keys; nil, reported, when `value` is not a mapping.
  init?(_ value: Value) {
    path = value.path
    place = value.node.place
    findings = value.findings
    guard case .mapping(let written) = value.node.content else {
      value.reportKind(expected: "a mapping")
      return nil
    }
    for entry in written {
      if let first = entries.first(where: { $0.key == entry.key }) {
        findings.report(
          .duplicateKey(entry.key, firstLine: first.keyPlace.line), at: entry.keyPlace)
      } else {
        entries.append(entry)
      }
    }
  }

  /// The keys in the order of the file.
  var keys: [String] { entries.map(\.key) }

  /// Where the key stands; the mapping's place when it is absent.
  func keyPlace(_ key: String) -> Place {
    entries.first { $0.key == key }?.keyPlace ?? place
  }

  /// Where the value stands; the mapping's place when it is absent.
  func valuePlace(_ key: String) -> Place {
    entries.first { $0.key == key }?.value.place ?? place
  }

  /// Where an item of a list stands, bare or as the `value` of a number with its source.
  func itemPlace(_ key: String, _ number: Int) -> Place {
    guard var node = entries.first(where: { $0.key == key })?.value else { return place }
    if case .mapping(let written) = node.content,
      let value = written.first(where: { $0.key == "value" })?.value
    {
      node = value
    }
    guard case .sequence(let items) = node.content, items.indices.contains(number) else {
      return node.place
    }
    return items[number].place
  }

  /// The keys that lead to the value, joined by points, for messages.
  func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

  /// The value of a key that must be there.
  mutating func required<Result>(_ key: String, _ read: (Value) -> Result?) -> Result? {
    guard let value = take(key) else {
      if !has(key) { findings.report(.missingKey(key, inside: path), at: place) }
      return nil
    }
    return read(value)
  }

  /// The value of a key, or `absent` when the key is not there.
  mutating func optional<Result>(
    _ key: String, absent: Result, _ read: (Value) -> Result?
  ) -> Result? {
    guard let value = take(key) else { return has(key) ? nil : absent }
    return read(value)
  }

  /// Reads a key if it is there.
  mutating func ifPresent(_ key: String, _ read: (Value) -> Void) {
    if let value = take(key) { read(value) }
  }

  /// Reports the keys that nobody took; to be called last.
  func finish() {
    let known = asked
    for entry in entries where !known.contains(entry.key) {
      findings.report(.unknownKey(entry.key, inside: path, known: known), at: entry.keyPlace)
    }
  }

  /// The value of the key: nil when it is absent, or, reported, empty.
  private mutating func take(_ key: String) -> Value? {
    if !asked.contains(key) { asked.append(key) }
    guard let entry = entries.first(where: { $0.key == key }) else { return nil }
    let path = self.path(of: key)
    guard !entry.value.isNull else {
      // Below an empty value there is nothing to point at but its key.
      findings.report(.noValue(path: path), at: entry.keyPlace)
      return nil
    }
    return Value(node: entry.value, path: path, findings: findings)
  }
}
