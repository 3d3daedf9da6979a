import Hardware
import Simulation

extension ScenarioReading {
  /// A list of faults; each item is one key, the kind of fault.
  func faults(_ value: Value, cluster: ClusterParts?) -> FaultPlan? {
    guard let items = value.list(mayBeEmpty: true) else { return nil }
    var plan = FaultPlan()
    var failed = false
    for item in items {
      guard let (key, value) = item.oneKey(what: "fault", Self.faultKinds),
        let fault = fault(key, value, cluster)
      else {
        failed = true
        continue
      }
      switch fault {
      case .scheduled(let faults): plan.scheduled += faults
      case .random(let fault): plan.random.append(fault)
      }
    }
    return failed ? nil : plan
  }

  private enum Written {
    case scheduled([Fault])
    case random(RandomFault)
  }

  private static let faultKinds = [
    "device-dies", "device-slows", "link-breaks", "link-slows", "fans-fail", "devices-die",
    "devices-slow", "device-links-break",
  ]

  private func fault(_ key: String, _ value: Value, _ cluster: ClusterParts?) -> Written? {
    guard var fields = Fields(value) else { return nil }
    let fault: Written?
    switch key {
    case "device-dies":
      fault = scheduled(&fields, device(&fields, cluster)) { .deviceDies($0) }
    case "device-slows":
      let (device, rate) = (device(&fields, cluster), rate(&fields))
      fault = scheduled(&fields, both(device, rate)) { .deviceSlows($0.0, rate: $0.1) }
    case "link-breaks":
      fault = scheduled(&fields, link(&fields, cluster)) { .linkBreaks($0) }
    case "link-slows":
      let (link, rate) = (link(&fields, cluster), rate(&fields))
      fault = scheduled(&fields, both(link, rate)) { .linkSlows($0.0, rate: $0.1) }
    case "fans-fail":
      fault = scheduled(&fields, ()) { .fansFail }
    case "devices-die":
      fault = random(&fields, .deviceDies)
    case "devices-slow":
      fault = random(&fields, rate(&fields).map { .deviceSlows(rate: $0) })
    default:
      fault = random(&fields, .linkBreaks)
    }
    fields.finish()
    return fault
  }

  private func device(_ fields: inout Fields, _ cluster: ClusterParts?) -> Int? {
    let count = (cluster?.server?.deviceCount ?? 1_000_000) * (cluster?.servers ?? 1)
    return fields.required("device") { $0.wholeNumber(0...(count - 1)) }
  }

  private func link(_ fields: inout Fields, _ cluster: ClusterParts?) -> String? {
    fields.required("link") { value in
      guard let server = cluster?.server, let servers = cluster?.servers else {
        return value.sentence()
      }
      return value.name(of: "link", Cluster.linkNames(of: server, servers: servers))
    }
  }

  private func rate(_ fields: inout Fields) -> Double? {
    fields.required("rate") { $0.fraction(.health) }
  }

  private func both<A, B>(_ a: A?, _ b: B?) -> (A, B)? {
    guard let a, let b else { return nil }
    return (a, b)
  }

  private func scheduled<Subject>(
    _ fields: inout Fields, _ subject: Subject?, _ kind: (Subject) -> Fault.Kind
  ) -> Written? {
    let start = fields.required("at") { $0.quantity(.instant) }
    let end = fields.optional("until", absent: SimDuration?.none) {
      $0.quantity(.instant).map(Optional.some)
    }
    guard let subject, let start, let end else { return nil }
    if let end, end <= start {
      findings.report(
        .outside(
          path: fields.path(of: "until"), allowed: "after \(start.text)", found: end.text),
        at: fields.valuePlace("until"))
      return nil
    }
    return .scheduled([
      Fault(kind(subject), from: .zero + start, until: end.map { .zero + $0 })
    ])
  }

  private func random(_ fields: inout Fields, _ kind: RandomFault.Kind?) -> Written? {
    let between = fields.required("mean-time-between-failures") { $0.quantity(.run) }
    let repair = fields.optional("mean-time-to-repair", absent: SimDuration?.none) {
      $0.quantity(.run).map(Optional.some)
    }
    guard let kind, let between, let repair else { return nil }
    return .random(
      RandomFault(kind, meanTimeBetweenFailures: between, meanTimeToRepair: repair))
  }
}
