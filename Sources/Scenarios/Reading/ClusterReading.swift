import Hardware

extension ScenarioReading {
  /// What could be read of the cluster: checks further down need only parts of it.
  struct ClusterParts {
    var server: ServerSpecification?
    var servers: Int?
    var use: Int?
    var placement: Placement?
    var network: NetworkModel?
    var clocks: [ClockLimit]?
    /// The inner nil is a device without power modes.
    var powerMode: PowerModeChoice??
    /// The inner nil is the device's own highest.
    var powerLimit: Power??

    var setup: ClusterSetup? {
      guard let server, let servers, let use, let placement, let network, let clocks,
        let powerMode, let powerLimit
      else { return nil }
      return ClusterSetup(
        server: server, servers: servers, use: use, placement: placement, network: network,
        clocks: clocks, powerMode: powerMode, powerLimit: powerLimit)
    }
  }

  func cluster(_ value: Value) -> ClusterParts? {
    guard var fields = Fields(value) else { return nil }
    let specifications = SpecificationReading(
      origin: .scenario, catalogue: catalogue, findings: findings)
    var server = fields.required("server") { specifications.server($0) }
    fields.ifPresent("device") { value in
      if let device = specifications.device(value) {
        server?.device = device
      } else {
        server = nil
      }
    }
    let start = server?.device.modes.map { PowerModeChoice.preset($0.defaultPreset) }
    let powerMode = fields.optional("power-mode", absent: start) { value in
      specifications.powerMode(value, of: server?.device).map(Optional.some)
    }
    let powerLimit = fields.optional("power-limit", absent: Power?.none) { value in
      self.powerLimit(value, of: server?.device).map(Optional.some)
    }
    joinDevices(&fields, specifications, of: &server)
    setHeat(&fields, specifications, of: &server)
    let network = fields.optional("network", absent: NetworkModel.fluid) {
      $0.choice(of: NetworkModel.self)
    }
    var use = fields.required("use") { $0.wholeNumber(.devices) }
    let servers = fields.optional("servers", absent: 1) { $0.wholeNumber(.devices) }
    if let server, let servers, servers > ClosedRange.devices.upperBound / server.deviceCount {
      let most = ClosedRange.devices.upperBound / server.deviceCount
      findings.report(
        .outside(
          path: fields.path(of: "servers"),
          allowed: "at most \(most) of \(server.deviceCount) devices each", found: "\(servers)"),
        at: fields.valuePlace("servers"))
    }
    if let server, let servers, let asked = use, asked > servers * server.deviceCount {
      findings.report(
        .tooManyDevices(
          asked: asked, server: server.name, devices: servers * server.deviceCount),
        at: fields.valuePlace("use"))
      use = nil
    }
    let placement = fields.optional("placement", absent: Placement.boardOrder) {
      $0.choice(of: Placement.self)
    }
    let clocks = fields.optional("clocks", absent: [ClockLimit]()) {
      clockLimits($0, device: server?.device)
    }
    fields.finish()
    return ClusterParts(
      server: server, servers: servers, use: use, placement: placement, network: network,
      clocks: clocks, powerMode: powerMode, powerLimit: powerLimit)
  }

  /// A limit that the devices can be set to.
  private func powerLimit(_ value: Value, of device: DeviceSpecification?) -> Power? {
    guard let limit = value.quantity(Bounds<Power>.measuredPower), let device else { return nil }
    guard let limits = device.powerLimits else {
      value.report(.noPowerLimits(device: device.name))
      return nil
    }
    let range = (lowest: limits.lowest.value, highest: limits.highest.value)
    guard (range.lowest...range.highest).contains(limit) else {
      value.report(
        .outside(
          path: value.path, allowed: "from \(range.lowest.text) to \(range.highest.text)",
          found: limit.text))
      return nil
    }
    return limit
  }

  /// Changes how the devices get warm and what cools them as the file asks for.
  private func setHeat(
    _ fields: inout Fields, _ specifications: SpecificationReading,
    of server: inout ServerSpecification?
  ) {
    guard var changed = server else {
      for key in ["thermal", "airflow"] { fields.ifPresent(key) { _ in } }
      return
    }
    var isRight = true
    fields.ifPresent("thermal") { value in
      let thermal = specifications.thermal(value, overriding: changed.device)
      if let thermal { changed.device.thermal = thermal } else { isRight = false }
    }
    fields.ifPresent("airflow") { value in
      let airflow = specifications.airflow(value, overriding: changed.airflow)
      if let airflow { changed.airflow = airflow } else { isRight = false }
    }
    if isRight, let key = ["airflow", "thermal", "device"].first(where: { fields.has($0) }) {
      isRight = specifications.checkAir(
        of: changed, fields.path(of: "airflow"), at: fields.valuePlace(key))
    }
    server = isRight ? changed : nil
  }

  /// Changes the topology and the links of the server as the file asks for.
  private func joinDevices(
    _ fields: inout Fields, _ specifications: SpecificationReading,
    of server: inout ServerSpecification?
  ) {
    var written: WrittenTopology?
    fields.ifPresent("topology") { written = specifications.topology($0) }
    if written == nil, fields.has("topology") { server = nil }
    var links = server?.links
    fields.ifPresent("links") { links = specifications.links($0, overriding: links, for: written) }
    guard var changed = server, let links else {
      server = nil
      return
    }
    changed.links = links
    if let written {
      for kind in written.shape.kinds where links[kind] == nil {
        findings.report(.missingKey(kind, inside: fields.path(of: "links")), at: fields.place)
      }
      guard let topology = specifications.resolved(written, with: links) else {
        server = nil
        return
      }
      changed.join(as: topology)
    }
    server = changed
  }
}
