import Hardware

extension Catalogue {
  /// A device by its name.
  ///
  /// - Throws: everything that is wrong with its file, or that there is none.
  public func device(named name: String) throws(Diagnostics) -> DeviceSpecification {
    try entry(.device, named: name) { $0.device($1) }
  }

  /// A workload by its name.
  ///
  /// - Throws: everything that is wrong with its file, or that there is none.
  public func workload(named name: String) throws(Diagnostics) -> WorkloadSpecification {
    try entry(.workload, named: name) { $0.workload($1) }
  }

  /// A workload of a file anywhere, such as `tidewatt calibrate --out` writes it.
  public func workload(file: String) throws(Diagnostics) -> WorkloadSpecification {
    let findings = Findings()
    let reading = SpecificationReading(origin: .catalogue, catalogue: self, findings: findings)
    if let text = fileText(file, findings: findings),
      let root = Document(text: text, file: file, findings: findings).root,
      let workload = reading.workload(Value(node: root, path: "", findings: findings)),
      findings.isEmpty
    {
      return workload
    }
    throw Diagnostics(findings.diagnostics, of: file)
  }

  private func entry<Entry>(
    _ kind: Kind, named name: String, _ read: (SpecificationReading, Value) -> Entry?
  ) throws(Diagnostics) -> Entry {
    let findings = Findings()
    let reading = SpecificationReading(origin: .catalogue, catalogue: self, findings: findings)
    let place = Place(file: file(kind, named: name) ?? kind.rawValue)
    let node = Node(content: .scalar(name, isQuoted: true), place: place)
    let value = Value(node: node, path: kind.rawValue, findings: findings)
    if let entry = read(reading, value), findings.isEmpty { return entry }
    throw Diagnostics(findings.diagnostics, of: place.file)
  }
}
