extension Catalogue {
  /// Every number of every device and every server of the catalogue, for `tidewatt devices`.
  ///
  /// - Throws: `Diagnostics`, everything that is wrong with the files; `EmptyCatalogue`.
  public func listing() throws -> (devices: [SpecificationNumber], servers: [SpecificationNumber]) {
    let listing = (devices: try deviceNumbers(), servers: try serverNumbers())
    if listing.devices.isEmpty, listing.servers.isEmpty { throw EmptyCatalogue(self) }
    return listing
  }

  /// Every number of every device of the catalogue.
  ///
  /// - Throws: everything that is wrong with the files.
  public func deviceNumbers() throws(Diagnostics) -> [SpecificationNumber] {
    try listing(.device) { $0.device($1)?.numbers }
  }

  /// Every number of every server of the catalogue, without those of its device.
  ///
  /// - Throws: everything that is wrong with the files.
  public func serverNumbers() throws(Diagnostics) -> [SpecificationNumber] {
    try listing(.server) { $0.server($1)?.numbers }
  }

  /// Every number of every workload of the catalogue.
  ///
  /// - Throws: everything that is wrong with the files.
  public func workloadNumbers() throws(Diagnostics) -> [SpecificationNumber] {
    try listing(.workload) { $0.workload($1)?.numbers }
  }

  private func listing(
    _ kind: Kind, _ read: (SpecificationReading, Value) -> [SpecificationNumber]?
  ) throws(Diagnostics) -> [SpecificationNumber] {
    let findings = Findings()
    let reading = SpecificationReading(origin: .catalogue, catalogue: self, findings: findings)
    var rows: [SpecificationNumber] = []
    for name in names(kind) {
      let named = Node(
        content: .scalar(name, isQuoted: true), place: Place(file: file(kind, named: name) ?? name))
      let value = Value(node: named, path: kind.rawValue, findings: findings)
      rows += read(reading, value) ?? []
    }
    guard findings.isEmpty else { throw Diagnostics(findings.diagnostics, of: folders.first ?? "") }
    return rows
  }
}
