import Hardware
import Simulation

/// A topology as it is written: the kinds of links that it names are looked up later.
struct WrittenTopology {
  struct LinkName {
    var kind: String
    var place: Place
  }

  var topology: ServerTopology
  var shape: SpecificationReading.Shape
  var linkNames: [LinkName] = []
}

extension SpecificationReading {
  /// `star: ...` or `graph: ...`.
  func topology(_ value: Value) -> WrittenTopology? {
    guard let (key, value) = value.oneKey(what: "topology", ["star", "graph"]) else { return nil }
    return key == "star" ? star(value) : graph(value)
  }

  /// The topology, when every kind of link that it names is among `links`; else nil, reported.
  func resolved(_ written: WrittenTopology, with links: LinkKinds) -> ServerTopology? {
    var isWhole = true
    for kind in written.shape.kinds where links[kind] == nil { isWhole = false }
    for name in written.linkNames where links[name.kind] == nil {
      findings.report(
        .unknownName(what: "link", name: name.kind.shortened, known: links.names), at: name.place)
      isWhole = false
    }
    return isWhole ? written.topology : nil
  }

  private func star(_ value: Value) -> WrittenTopology? {
    guard var fields = Fields(value) else { return nil }
    let devices = number("devices", in: &fields) { $0.wholeNumber(.devices) }
    let power = number("switch-power", in: &fields) { $0.quantity(.power) }
    fields.finish()
    guard let devices, let power else { return nil }
    return WrittenTopology(
      topology: .star(StarTopology(devices: devices, switchPower: power)), shape: .star)
  }

  private func graph(_ value: Value) -> WrittenTopology? {
    guard var fields = Fields(value) else { return nil }
    var reading = GraphReading(reading: self)
    let areSwitchesRead: Bool? = fields.required("switches") { reading.readSwitches($0) }
    let connections = fields.required("connections") { reading.connections($0) }
    let devices = fields.required("devices") { reading.devices($0) }
    let uplink = fields.required("uplink") { reading.switchNumber($0) }
    fields.finish()
    if connections != nil, let uplink { reading.reportUnreachable(from: uplink) }
    guard areSwitchesRead == true, let connections, let devices, let uplink else { return nil }
    return WrittenTopology(
      topology: .graph(
        GraphTopology(
          switches: reading.switches, connections: connections, devices: devices, uplink: uplink)),
      shape: .graph, linkNames: reading.linkNames)
  }
}

extension ServerSpecification {
  /// Joins devices like this server's in another way; what is said of it is then said of that.
  mutating func join(as topology: ServerTopology) {
    self.topology = topology
    let used = Set(topology.linkCounts.map(\.name))
    for name in links.names where !used.contains(name) { links[name] = nil }
    let shape =
      switch topology {
      case .boards: "on boards"
      case .star: "around one switch"
      case .graph(let graph): "in a graph of \(graph.switches.count) switches"
      }
    title += ", its devices joined \(shape)"
    boundary =
      "Every device, used or not, with the switches and ports that the scenario joins them by, and "
      + "management, fans and supply of '\(name)', whose own boundary reads: \(boundary)"
  }
}
