import Hardware

/// The reading of one graph of switches: names become numbers, in the order of the file.
struct GraphReading {
  let reading: SpecificationReading
  private(set) var switches: [GraphTopology.Switch] = []
  private(set) var linkNames: [WrittenTopology.LinkName] = []
  /// Every name that is written, also of those whose power is wrong.
  private var names: [String] = []
  private var places: [Place] = []
  private var pairs: [(ends: Set<Int>, place: Place)] = []
  /// Switches that are a device themselves.
  private var occupied: Set<Int> = []

  init(reading: SpecificationReading) { self.reading = reading }

  private var findings: Findings { reading.findings }

  /// A mapping of names to switches; nil unless all could be read.
  mutating func readSwitches(_ value: Value) -> Bool? {
    guard var fields = Fields(value) else { return nil }
    guard !fields.keys.isEmpty else {
      value.report(.nothingListed(path: value.path))
      return nil
    }
    for name in fields.keys {
      guard isName(name) else {
        findings.report(
          .notName(path: value.path, found: name.shortened), at: fields.keyPlace(name))
        continue
      }
      names.append(name)
      places.append(fields.keyPlace(name))
      let power = fields.required(name) { value -> GraphTopology.Switch? in
        guard var fields = Fields(value) else { return nil }
        let power = reading.number("power", in: &fields) { $0.quantity(.power) }
        fields.finish()
        return power.map { GraphTopology.Switch(name: name, power: $0) }
      }
      if let power { switches.append(power) }
    }
    return switches.count == fields.keys.count ? true : nil
  }

  private func isName(_ text: String) -> Bool {
    let node = Node(content: .scalar(text, isQuoted: true), place: Place(file: ""))
    return Value(node: node, path: "", findings: Findings()).entryName() != nil
  }

  /// The number of the switch that is named.
  func switchNumber(_ value: Value) -> Int? {
    value.name(of: "switch", names).flatMap { names.firstIndex(of: $0) }
  }

  /// A list of `{ between: [switch, switch], link: kind }`; it may be empty for a single switch.
  mutating func connections(_ value: Value) -> [GraphTopology.Connection]? {
    guard let items = value.list(mayBeEmpty: true) else { return nil }
    let connections = items.compactMap { connection($0) }
    return connections.count == items.count ? connections : nil
  }

  private mutating func connection(_ value: Value) -> GraphTopology.Connection? {
    guard var fields = Fields(value) else { return nil }
    let ends = fields.required("between") { value -> [Int]? in
      guard let items = value.list() else { return nil }
      guard items.count == 2 else {
        value.report(.notTwo(path: value.path, found: items.count))
        return nil
      }
      let ends = items.compactMap { switchNumber($0) }
      return ends.count == 2 ? ends : nil
    }
    let link = fields.required("link") { linkName($0) }
    fields.finish()
    guard let ends else { return nil }
    let place = fields.valuePlace("between")
    if ends[0] == ends[1] {
      findings.report(.connectsItself(names[ends[0]]), at: place)
      return nil
    }
    if let first = pairs.first(where: { $0.ends == Set(ends) }) {
      findings.report(
        .connectedTwice(names[ends[0]], names[ends[1]], firstLine: first.place.line), at: place)
      return nil
    }
    pairs.append((Set(ends), place))
    return link.map { GraphTopology.Connection(ends[0], ends[1], link: $0) }
  }

  private mutating func linkName(_ value: Value) -> String? {
    guard let kind = value.text(expected: "the name of a link") else { return nil }
    linkNames.append(WrittenTopology.LinkName(kind: kind, place: value.node.place))
    return kind
  }

  /// A list of `{ at: switch, count: 5, link: kind }`.
  mutating func devices(_ value: Value) -> [GraphTopology.DeviceGroup]? {
    guard let items = value.list() else { return nil }
    let groups = items.compactMap { deviceGroup($0) }
    guard groups.count == items.count else { return nil }
    let most = ClosedRange.devices.upperBound
    if groups.reduce(0, { $0 + $1.count.value }) > most {
      value.report(
        .outside(path: value.path, allowed: "at most \(most) devices in all", found: "more"))
      return nil
    }
    return groups
  }

  private mutating func deviceGroup(_ value: Value) -> GraphTopology.DeviceGroup? {
    guard var fields = Fields(value) else { return nil }
    let at = fields.required("at") { switchNumber($0) }
    let count = reading.number("count", in: &fields) { $0.wholeNumber(.devices) }
    let link = fields.required("link") { value -> String?? in
      if case .scalar("none", isQuoted: false) = value.node.content { return .some(nil) }
      return linkName(value).map { .some($0) }
    }
    fields.finish()
    guard let at, let count, let link else { return nil }
    if link == nil {
      // Two devices at one point would have no link between them.
      guard count.value == 1, occupied.insert(at).inserted else {
        findings.report(.manyInPlace(names[at]), at: fields.valuePlace("link"))
        return nil
      }
    }
    return GraphTopology.DeviceGroup(at: at, count: count, link: link)
  }

  /// Reports every switch that no way leads to.
  func reportUnreachable(from uplink: Int) {
    let neighbours = Dictionary(
      grouping: pairs.flatMap { pair -> [(Int, Int)] in
        let ends = Array(pair.ends)
        return [(ends[0], ends[1]), (ends[1], ends[0])]
      }, by: \.0)
    var reached: Set<Int> = [uplink]
    var open = [uplink]
    while let next = open.popLast() {
      for (_, neighbour) in neighbours[next] ?? [] where reached.insert(neighbour).inserted {
        open.append(neighbour)
      }
    }
    for number in names.indices where !reached.contains(number) {
      findings.report(.unreachable(names[number], from: names[uplink]), at: places[number])
    }
  }
}
