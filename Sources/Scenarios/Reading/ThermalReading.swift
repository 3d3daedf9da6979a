import Hardware
import Simulation

extension SpecificationReading {
  /// `none`, or how a device gets warm.
  ///
  /// - Parameters:
  ///   - idle: Its idle power, of which leakage is a part.
  ///   - processors: What makes its heat.
  func thermal(
    _ value: Value, idle: Sourced<Power>?, processors: [ProcessorSpecification]?
  ) -> ThermalSpecification?? {
    guard value.node.isMapping else {
      return value.choice(["none"]).map { _ in ThermalSpecification?.none }
    }
    guard var fields = Fields(value) else { return nil }
    let network = self.network(in: &fields)
    let names = nodeNames(value)
    let entries = fields.optional("enters", absent: [ThermalSpecification.Entry]()) {
      self.entries($0, nodes: names, processors: processors)
    }
    let leakage = fields.required("leakage") { self.leakage($0, idle: idle) }
    let critical = fields.required("critical") { self.critical($0) }
    let governor = fields.required("governor") { value in
      self.governor(value, critical: critical ?? nil, processors: processors)
    }
    fields.finish()
    guard let network, let entries, let leakage, let critical, let governor else { return nil }
    return ThermalSpecification(
      network: network, entries: entries, leakage: leakage, critical: critical,
      governor: governor)
  }

  /// `none`, a whole section, or the keys of one that are to differ from the device's: `leakage`,
  /// `critical` and `governor`.
  func thermal(_ value: Value, overriding device: DeviceSpecification) -> ThermalSpecification?? {
    guard value.node.isMapping, let base = device.thermal, var fields = Fields(value),
      !fields.has("nodes"), !fields.has("foster")
    else { return thermal(value, idle: device.idlePower, processors: device.processors) }
    let leakage = fields.optional("leakage", absent: base.leakage) {
      self.leakage($0, idle: device.idlePower)
    }
    let critical = fields.optional("critical", absent: base.critical) { self.critical($0) }
    let governor = fields.optional("governor", absent: base.governor) { value in
      self.governor(value, critical: critical ?? nil, processors: device.processors)
    }
    fields.finish()
    guard let leakage, let critical, let governor else { return nil }
    var thermal = base
    (thermal.leakage, thermal.critical, thermal.governor) = (leakage, critical, governor)
    return thermal
  }

  /// `none`, or the temperature at which the device is switched off.
  func critical(_ value: Value) -> Sourced<Temperature>?? {
    if case .scalar("none", _) = value.node.content { return Sourced<Temperature>?.none }
    return sourced(value) { $0.quantity(.temperature) }
  }

  // MARK: The network

  /// `nodes`, which are places, or `foster`, the terms of a step response.
  private func network(in fields: inout Fields) -> ThermalSpecification.Network? {
    if fields.has("foster") {
      fields.ifPresent("nodes") { $0.report(.givenTwice(path: $0.path, by: "foster")) }
      let terms = fields.required("foster") { value in
        named(value) { value, name in self.term(value, name) }
      }
      guard let terms, differ(terms, fields) else { return nil }
      return .foster(terms)
    }
    return fields.required("nodes") { value in
      named(value) { value, name in self.node(value, name) }
    }.map { .cauer($0) }
  }

  /// The names that are written, also of nodes that could not be read.
  private func nodeNames(_ value: Value) -> [String]? {
    guard case .mapping(let sections) = value.node.content,
      let section = sections.first(where: { ["foster", "nodes"].contains($0.key) }),
      case .mapping(let nodes) = section.value.content
    else { return nil }
    return nodes.map(\.key)
  }

  /// One to three things with a name.
  private func named<Thing>(_ value: Value, _ read: (Value, String) -> Thing?) -> [Thing]? {
    guard var fields = Fields(value) else { return nil }
    let names = fields.keys
    guard (1...ThermalChain.longest).contains(names.count) else {
      value.report(
        names.isEmpty
          ? .nothingListed(path: value.path)
          : .outside(
            path: value.path, allowed: "at most \(ThermalChain.longest) in a row",
            found: "\(names.count)"))
      return nil
    }
    let things = names.compactMap { name in fields.required(name) { read($0, name) } }
    return things.count == names.count ? things : nil
  }

  private func node(_ value: Value, _ name: String) -> ThermalSpecification.Node? {
    guard var fields = Fields(value) else { return nil }
    let capacity = number("capacity", in: &fields) { $0.quantity(.heatCapacity) }
    let resistance = number("resistance", in: &fields) { $0.quantity(.thermalResistance) }
    fields.finish()
    guard let capacity, let resistance else { return nil }
    return ThermalSpecification.Node(name: name, capacity: capacity, resistance: resistance)
  }

  private func term(_ value: Value, _ name: String) -> ThermalSpecification.Term? {
    guard var fields = Fields(value) else { return nil }
    let resistance = number("resistance", in: &fields) { $0.quantity(.thermalResistance) }
    let time = number("time-constant", in: &fields) { $0.quantity(.timeConstant) }
    fields.finish()
    guard let resistance, let time else { return nil }
    return ThermalSpecification.Term(name: name, resistance: resistance, timeConstant: time)
  }

  /// Equal time constants are one term.
  private func differ(_ terms: [ThermalSpecification.Term], _ fields: Fields) -> Bool {
    let times = terms.map(\.timeConstant.value)
    for (index, time) in times.enumerated() where times[..<index].contains(time) {
      findings.report(
        .outside(
          path: "\(fields.path(of: "foster")).\(terms[index].name).time-constant",
          allowed: "different from those before it", found: time.text),
        at: fields.valuePlace("foster"))
      return false
    }
    return true
  }

  /// A mapping of sources of heat to the nodes at which they enter.
  private func entries(
    _ value: Value, nodes: [String]?, processors: [ProcessorSpecification]?
  ) -> [ThermalSpecification.Entry]? {
    guard var fields = Fields(value) else { return nil }
    let known = [ThermalSpecification.idle] + (processors ?? []).map(\.name)
    let entries = known.filter { fields.has($0) }.compactMap { source in
      fields.required(source) { value in
        nodes.flatMap { value.name(of: "node", $0) }.map {
          ThermalSpecification.Entry(source: source, node: $0)
        }
      }
    }
    for source in known where !fields.has(source) { fields.ifPresent(source) { _ in } }
    if processors != nil { fields.finish() }
    return entries
  }

  // MARK: Leakage

  /// `none`, or what leaks.
  private func leakage(_ value: Value, idle: Sourced<Power>?) -> LeakageSpecification?? {
    guard value.node.isMapping else {
      return value.choice(["none"]).map { _ in LeakageSpecification?.none }
    }
    guard var fields = Fields(value) else { return nil }
    let power = number("power", in: &fields) { $0.quantity(.measuredPower) }
    let reference = number("at", in: &fields) { $0.quantity(.temperature) }
    let growth = number("growth-per-kelvin", in: &fields) { $0.fraction(.growth) }
    let quantum = fields.optional("quantum", absent: LeakageSpecification.defaultQuantum) {
      $0.quantity(.temperatureStep)
    }
    fields.finish()
    if let power, let idle, power.value > idle.value {
      findings.report(
        .outside(
          path: fields.path(of: "power"),
          allowed: "at most the idle power, of which it is a part, \(idle.value.text)",
          found: power.value.text),
        at: fields.valuePlace("power"))
      return nil
    }
    guard let power, let reference, let growth, let quantum else { return nil }
    return LeakageSpecification(
      power: power, reference: reference, growth: growth, quantum: quantum)
  }
}
