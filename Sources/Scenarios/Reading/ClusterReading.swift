import Hardware

extension ScenarioReading {
  /// What could be read of the cluster: checks further down need only parts of it.
  struct ClusterParts {
    var server: ServerSpecification?
    var servers: Int?
    var use: Int?
    var placement: Placement?
    /// The inner nil is a device without power modes.
    var powerMode: PowerModeChoice??

    var setup: ClusterSetup? {
      guard let server, let servers, let use, let placement, let powerMode else { return nil }
      return ClusterSetup(
        server: server, servers: servers, use: use, placement: placement, powerMode: powerMode)
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
    fields.ifPresent("links") { value in
      links(value, specifications, overriding: &server)
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
    fields.finish()
    return ClusterParts(
      server: server, servers: servers, use: use, placement: placement, powerMode: powerMode)
  }

  private func links(
    _ value: Value, _ specifications: SpecificationReading,
    overriding server: inout ServerSpecification?
  ) {
    guard var fields = Fields(value) else { return }
    let links: [(key: String, link: WritableKeyPath<ServerSpecification, LinkSpecification>)] = [
      ("device", \.deviceLink), ("board-uplink", \.boardUplink), ("server-uplink", \.serverUplink),
    ]
    for (key, path) in links {
      fields.ifPresent(key) { value in
        let link = specifications.link(value, overriding: server?[keyPath: path])
        if let link { server?[keyPath: path] = link }
      }
    }
    fields.finish()
  }
}
