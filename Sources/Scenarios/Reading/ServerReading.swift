import Hardware
import Simulation

extension SpecificationReading {
  /// A server: its catalogue name, or a mapping as in a catalogue file.
  func server(_ value: Value) -> ServerSpecification? {
    entry(value, .server) { $0.serverFields($1) }
  }

  private func serverFields(_ value: Value) -> ServerSpecification? {
    guard var fields = Fields(value) else { return nil }
    let name = fields.required("name") { $0.entryName() }
    let title = fields.required("title") { $0.sentence() }
    let boards = number("boards", in: &fields) { $0.wholeNumber(.devices) }
    var perBoard = number("devices-per-board", in: &fields) { $0.wholeNumber(.devices) }
    if let boards = boards?.value, let each = perBoard?.value {
      let most = ClosedRange.devices.upperBound / boards
      if each > most {
        findings.report(
          .outside(
            path: fields.path(of: "devices-per-board"),
            allowed: "at most \(most) on \(boards) boards", found: "\(each)"),
          at: fields.valuePlace("devices-per-board"))
        perBoard = nil
      }
    }
    let device = fields.required("device") { self.device($0) }
    let links = fields.required("links") { self.links($0) }
    let power = fields.required("power") { self.power($0) }
    let total = fields.optional("idle-total", absent: Sourced<Power>?.none) { value in
      sourced(value) { $0.quantity(.measuredPower) }
    }
    let boundary = fields.required("boundary") { $0.sentence() }
    fields.finish()
    guard let name, let title, let boards, let perBoard, let device, let links, let power,
      let total, let boundary
    else { return nil }
    let server = ServerSpecification(
      name: name, title: title, boards: boards, devicesPerBoard: perBoard, device: device,
      deviceLink: links.device, boardUplink: links.boardUplink, serverUplink: links.serverUplink,
      boardSwitchPower: power.boardSwitch, serverSwitchPower: power.serverSwitch,
      managementPower: power.management, fanPower: power.fans, supplyEfficiency: power.efficiency,
      boundary: boundary)
    let parts = server.idlePower.watts
    if let total, abs(parts - total.value.watts) > Self.idleTolerance {
      findings.report(
        .idleSum(parts: parts, total: total.value.watts), at: fields.valuePlace("idle-total"))
    }
    return server
  }

  /// How far the parts' idle powers may sum from their measured total, in watts.
  private static let idleTolerance = 0.1

  private struct Links {
    var device: LinkSpecification
    var boardUplink: LinkSpecification
    var serverUplink: LinkSpecification
  }

  private func links(_ value: Value) -> Links? {
    guard var fields = Fields(value) else { return nil }
    let device = fields.required("device") { link($0) }
    let boardUplink = fields.required("board-uplink") { link($0) }
    let serverUplink = fields.required("server-uplink") { link($0) }
    fields.finish()
    guard let device, let boardUplink, let serverUplink else { return nil }
    return Links(device: device, boardUplink: boardUplink, serverUplink: serverUplink)
  }

  private struct PowerSplit {
    var boardSwitch: Sourced<Power>
    var serverSwitch: Sourced<Power>
    var management: Sourced<Power>
    var fans: Sourced<Power>
    var efficiency: Sourced<Double>
  }

  private func power(_ value: Value) -> PowerSplit? {
    guard var fields = Fields(value) else { return nil }
    let boardSwitch = number("board-switch", in: &fields) { $0.quantity(.power) }
    let serverSwitch = number("server-switch", in: &fields) { $0.quantity(.power) }
    let management = number("management", in: &fields) { $0.quantity(.power) }
    let fans = number("fans", in: &fields) { $0.quantity(.power) }
    let efficiency = number("supply-efficiency", in: &fields) { $0.fraction(.efficiency) }
    fields.finish()
    guard let boardSwitch, let serverSwitch, let management, let fans, let efficiency else {
      return nil
    }
    return PowerSplit(
      boardSwitch: boardSwitch, serverSwitch: serverSwitch, management: management, fans: fans,
      efficiency: efficiency)
  }
}

extension SpecificationReading {
  /// A link of a server.
  func link(_ value: Value) -> LinkSpecification? { link(value, base: nil, isOverride: false) }

  /// The link `base` with the keys that are written; `base` is nil when it could not be read.
  func link(_ value: Value, overriding base: LinkSpecification?) -> LinkSpecification? {
    link(value, base: base, isOverride: true)
  }

  private func link(
    _ value: Value, base: LinkSpecification?, isOverride: Bool
  ) -> LinkSpecification? {
    guard var fields = Fields(value) else { return nil }
    let rate = number("rate", in: &fields, base: base?.rate, isOverride: isOverride) {
      $0.quantity(.dataRate)
    }
    let goodput = number("goodput", in: &fields, base: base?.goodput, isOverride: isOverride) {
      $0.fraction(.efficiency)
    }
    let latency = number("latency", in: &fields, base: base?.latency, isOverride: isOverride) {
      $0.quantity(.delay)
    }
    let energy = number("energy", in: &fields, base: base?.energy, isOverride: isOverride) {
      $0.quantity(.energyPerBit)
    }
    fields.finish()
    guard let rate, let goodput, let latency, let energy else { return nil }
    return LinkSpecification(rate: rate, goodput: goodput, latency: latency, energy: energy)
  }
}
