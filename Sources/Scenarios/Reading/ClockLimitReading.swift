import Hardware

extension ScenarioReading {
  /// `{ cpu: { prime: { cap: 2.1 GHz, cores: 1 } } }`: limits of the clocks of a device.
  func clockLimits(_ value: Value, device: DeviceSpecification?) -> [ClockLimit]? {
    guard var fields = Fields(value) else { return nil }
    var limits: [ClockLimit] = []
    var failed = false
    for name in fields.keys {
      let processor = device?.processors.first { $0.name == name }
      if let device, processor == nil {
        findings.report(
          .unknownName(
            what: "processor of '\(device.name)'", name: name,
            known: device.processors.map(\.name)),
          at: fields.keyPlace(name))
        failed = true
      }
      let found = fields.required(name) { self.limits($0, of: name, processor) }
      if let found { limits += found } else { failed = true }
    }
    return failed ? nil : limits
  }

  private func limits(
    _ value: Value, of name: String, _ processor: ProcessorSpecification?
  ) -> [ClockLimit]? {
    guard var fields = Fields(value) else { return nil }
    var limits: [ClockLimit] = []
    let names = fields.keys
    for key in names {
      let domain = processor?.clocks.first { $0.name == key }
      if let processor, domain == nil {
        findings.report(
          .unknownName(
            what: "clock domain of '\(name)'", name: key, known: processor.clocks.map(\.name)),
          at: fields.keyPlace(key))
      }
      if let limit = fields.required(key, { limit($0, of: name, key, domain) }) {
        limits.append(limit)
      }
    }
    guard limits.count == names.count else { return nil }
    let left = processor?.clocks.filter { $0.share.value > 0 && $0.drives == .arithmetic }
      .reduce(0) { sum, domain in
        sum + (limits.first { $0.domain == domain.name }?.cores ?? domain.cores.value)
      }
    if left == 0 {
      value.report(
        .outside(path: value.path, allowed: "left at least one core that works", found: "none"))
      return nil
    }
    return limits
  }

  private func limit(
    _ value: Value, of processor: String, _ name: String, _ domain: ClockDomainSpecification?
  ) -> ClockLimit? {
    guard var fields = Fields(value) else { return nil }
    let cap = fields.optional("cap", absent: Frequency?.none) {
      $0.quantity(.clock).map(Optional.some)
    }
    let most = domain?.cores.value ?? ClosedRange.cores.upperBound
    let cores = fields.optional("cores", absent: Int?.none) {
      $0.wholeNumber(0...most).map(Optional.some)
    }
    fields.finish()
    guard let cap, let cores else { return nil }
    if let cap, let ladder = domain?.frequencies.value, let first = ladder.first,
      let last = ladder.last, cap < first || cap > last
    {
      findings.report(
        .outside(
          path: fields.path(of: "cap"),
          allowed: "on the ladder, from \(first.text) to \(last.text)", found: cap.text),
        at: fields.valuePlace("cap"))
      return nil
    }
    return ClockLimit(processor: processor, domain: name, cap: cap, cores: cores)
  }
}
