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
    // Boards are the topology of a server that names none.
    let isBoards = !fields.has("topology")
    let counts = isBoards ? boardCounts(in: &fields) : nil
    let written = isBoards ? nil : fields.required("topology") { self.topology($0) }
    let device = fields.required("device") { self.device($0) }
    let shape = isBoards ? .boards : written?.shape ?? .graph
    let links = fields.required("links") { self.links($0, of: shape, written) }
    let power = fields.required("power") { self.power($0, ofBoards: isBoards) }
    let total = fields.optional("idle-total", absent: Sourced<Power>?.none) { value in
      sourced(value) { $0.quantity(.measuredPower) }
    }
    let airflow = fields.optional("airflow", absent: AirflowSpecification?.none) {
      self.airflow($0)
    }
    let boundary = fields.required("boundary") { $0.sentence() }
    fields.finish()
    let topology: ServerTopology?
    if isBoards {
      topology = counts.flatMap { counts in power?.switches.map { counts.topology(with: $0) } }
    } else {
      topology = written.flatMap { written in links.flatMap { resolved(written, with: $0) } }
    }
    guard let name, let title, let topology, let device, let links, let power, let total,
      let airflow, let boundary
    else { return nil }
    let server = ServerSpecification(
      name: name, title: title, topology: topology, device: device, links: links,
      managementPower: power.management, fanPower: power.fans, hostPower: power.host,
      supply: power.supply, airflow: airflow, boundary: boundary)
    guard checkAir(of: server, fields.path(of: "airflow"), at: fields.valuePlace("airflow")) else {
      return nil
    }
    let parts = server.idlePower.watts
    if let total, abs(parts - total.value.watts) > Self.idleTolerance {
      findings.report(
        .idleSum(parts: parts, total: total.value.watts), at: fields.valuePlace("idle-total"))
    }
    return server
  }

  /// How far the parts' idle powers may sum from their measured total, in watts.
  private static let idleTolerance = 0.1

  // MARK: Boards

  private struct BoardCounts {
    var boards: Sourced<Int>
    var each: Sourced<Int>

    func topology(with switches: SwitchPower) -> ServerTopology {
      .boards(
        BoardTopology(
          boards: boards, devicesPerBoard: each, boardSwitchPower: switches.board,
          serverSwitchPower: switches.server))
    }
  }

  private func boardCounts(in fields: inout Fields) -> BoardCounts? {
    let boards = number("boards", in: &fields) { $0.wholeNumber(.devices) }
    let each = number("devices-per-board", in: &fields) { $0.wholeNumber(.devices) }
    guard let boards, let each else { return nil }
    let most = ClosedRange.devices.upperBound / boards.value
    guard each.value <= most else {
      findings.report(
        .outside(
          path: fields.path(of: "devices-per-board"),
          allowed: "at most \(most) on \(boards.value) boards", found: "\(each.value)"),
        at: fields.valuePlace("devices-per-board"))
      return nil
    }
    return BoardCounts(boards: boards, each: each)
  }

  // MARK: Power

  private struct SwitchPower {
    var board: Sourced<Power>
    var server: Sourced<Power>
  }

  private struct PowerSplit {
    /// Only boards' switches stand here; those of other topologies carry their own.
    var switches: SwitchPower?
    var management: Sourced<Power>
    var fans: Sourced<Power>
    var host: Sourced<Power>?
    var supply: Sourced<SupplyEfficiency>
  }

  private func power(_ value: Value, ofBoards isBoards: Bool) -> PowerSplit? {
    guard var fields = Fields(value) else { return nil }
    let board = isBoards ? number("board-switch", in: &fields) { $0.quantity(.power) } : nil
    let server = isBoards ? number("server-switch", in: &fields) { $0.quantity(.power) } : nil
    let management = number("management", in: &fields) { $0.quantity(.power) }
    let fans = number("fans", in: &fields) { $0.quantity(.power) }
    let host = maybe("host", in: &fields) { $0.quantity(.power) }
    let supply = fields.required("supply-efficiency") { supplyEfficiency($0) }
    fields.finish()
    guard let management, let fans, let host, let supply else { return nil }
    var power = PowerSplit(
      switches: nil, management: management, fans: fans, host: host, supply: supply)
    if isBoards {
      guard let board, let server else { return nil }
      power.switches = SwitchPower(board: board, server: server)
    }
    return power
  }
}
