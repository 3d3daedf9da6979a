import Hardware
import Simulation

/// Reads devices and servers, from catalogue files and from scenario files.
struct SpecificationReading {
  enum Origin: Hashable {
    /// Every number must say where it comes from.
    case catalogue
    /// A bare number is the researcher's own.
    case scenario
  }

  let origin: Origin
  let catalogue: Catalogue
  let findings: Findings

  /// What a bare number of a scenario file gets as its source.
  static let bareSource = "set in the scenario file"

  /// A number with its source: `{ value: 6.06 W, basis: measured, source: "..." }`, or bare in a
  /// scenario file.
  func sourced<Number>(
    _ value: Value, _ read: (Value) -> Number?
  ) -> Sourced<Number>? {
    guard isSourced(value.node) else {
      guard origin == .scenario || value.node.isSequence else {
        value.report(.bareNumber(path: value.path))
        return nil
      }
      return read(value).map { Sourced($0, .scenario, source: Self.bareSource) }
    }
    guard var fields = Fields(value) else { return nil }
    let number = fields.required("value", read)
    let basis = fields.required("basis") { value in
      value.choice(bases.map(\.rawValue)).flatMap(Basis.init(rawValue:))
    }
    let source = fields.required("source") { $0.sentence() }
    let range = fields.optional("range", absent: SourcedRange<Number>?.none) {
      self.range($0, around: number, read)
    }
    fields.finish()
    guard let number, let basis, let source, let range else { return nil }
    return Sourced(number, basis, source: source, range: range)
  }

  /// `[15 GFLOP/s, 30 GFLOP/s]`: two values, rising, with the number between them.
  private func range<Number>(
    _ value: Value, around number: Number?, _ read: (Value) -> Number?
  ) -> SourcedRange<Number>?? {
    guard let items = value.list() else { return nil }
    guard items.count == 2 else {
      value.report(.notRange(path: value.path))
      return nil
    }
    let ends = items.compactMap(read)
    guard ends.count == 2, let number else { return nil }
    guard let least = ends[0] as? any Comparable, Self.rise(least, number, ends[1]) else {
      value.report(.notRange(path: value.path))
      return nil
    }
    return SourcedRange(least: ends[0], greatest: ends[1])
  }

  private static func rise<Number: Comparable>(_ least: Number, _ value: Any, _ greatest: Any)
    -> Bool
  {
    guard let value = value as? Number, let greatest = greatest as? Number else { return false }
    return least <= value && value <= greatest && least < greatest
  }

  var bases: [Basis] {
    origin == .scenario ? Basis.allCases : Basis.allCases.filter { $0 != .scenario }
  }

  private func isSourced(_ node: Node) -> Bool {
    guard case .mapping(let entries) = node.content else { return false }
    return entries.contains { ["value", "basis", "source"].contains($0.key) }
  }

  /// The number of a key; one of an override may be absent, and is then `base`.
  ///
  /// An override that repeats the catalogue's value changes nothing, and so it keeps its basis: what
  /// nobody measured stays assumed, however often it is written.
  func number<Number>(
    _ key: String, in fields: inout Fields, base: Sourced<Number>? = nil, isOverride: Bool = false,
    _ read: (Value) -> Number?
  ) -> Sourced<Number>? {
    if isOverride {
      let number = fields.optional(key, absent: base) { sourced($0, read) } ?? nil
      if let number, let base, number.value == base.value, number.basis == .scenario { return base }
      return number
    }
    return fields.required(key) { sourced($0, read) }
  }

  /// The amounts of a list with their one source.
  func amounts<Amount: Quantity>(
    _ key: String, in fields: inout Fields, _ bounds: Bounds<Amount>
  ) -> Sourced<[Amount]>? {
    fields.required(key) { value in
      guard origin == .scenario || isSourced(value.node) else {
        value.report(.bareNumber(path: value.path))
        return nil
      }
      return sourced(value) { value in
        guard let items = value.list() else { return nil }
        let amounts = items.compactMap { $0.quantity(bounds) }
        return amounts.count == items.count ? amounts : nil
      }
    }
  }

  /// `none`, `{ cv: 4 % }` or `{ cv: 4 %, tail: { probability: 0.5 %, mean: 50 % } }`.
  func jitter(_ value: Value) -> Jitter? {
    guard value.node.isMapping else {
      return value.choice(["none"]).map { _ in Jitter.none }
    }
    guard var fields = Fields(value) else { return nil }
    let coefficient = fields.required("cv") { $0.fraction(.variation) }
    let tail = fields.optional("tail", absent: JitterTail?.none) { self.tail($0) }
    fields.finish()
    guard let coefficient, let tail else { return nil }
    if let tail { return .tailed(coefficientOfVariation: coefficient, tail: tail) }
    return coefficient == 0 ? Jitter.none : .lognormal(coefficientOfVariation: coefficient)
  }

  private func tail(_ value: Value) -> JitterTail?? {
    guard var fields = Fields(value) else { return nil }
    let probability = fields.required("probability") { $0.fraction(.probability) }
    let mean = fields.required("mean") { $0.fraction(.excess) }
    let index = fields.optional("index", absent: Double?.none) { $0.fraction(.tailIndex) }
    fields.finish()
    guard let probability, let mean, let index else { return nil }
    return JitterTail(probability: probability, mean: mean, index: index)
  }

  /// Reads the catalogue's entry that a scalar names, or the mapping itself.
  func entry<Entry>(
    _ value: Value, _ kind: Catalogue.Kind, read: (SpecificationReading, Value) -> Entry?
  ) -> Entry? {
    guard case .scalar = value.node.content else { return read(self, value) }
    guard let name = value.name(of: kind, in: catalogue),
      let file = catalogue.file(kind, named: name),
      let text = fileText(file, findings: findings),
      let root = Document(text: text, file: file, findings: findings).root
    else { return nil }
    let reading = SpecificationReading(
      origin: .catalogue, catalogue: catalogue, findings: findings)
    let document = Value(node: root, path: "", findings: findings)
    guard let entry = read(reading, document) else { return nil }
    if let fields = Fields(document), let written = Self.name(root), written != name {
      findings.report(
        .nameDiffersFromFile(name: written, expected: name), at: fields.valuePlace("name"))
    }
    return entry
  }

  private static func name(_ root: Node) -> String? {
    guard case .mapping(let entries) = root.content,
      case .scalar(let name, _)? = entries.first(where: { $0.key == "name" })?.value.content
    else { return nil }
    return name
  }
}
