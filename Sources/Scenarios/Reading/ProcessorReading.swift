import Hardware
import Simulation

extension SpecificationReading {
  /// A processor of a device: its clocks, and the costs of work without a calibration.
  func processor(_ value: Value, named name: String) -> ProcessorSpecification? {
    guard var fields = Fields(value) else { return nil }
    let precisions = fields.required("precisions") { self.precisions($0) }
    let clocks = fields.optional("clocks", absent: [ClockDomainSpecification]()) {
      self.clocks($0)
    }
    let frequency = self.frequency(in: &fields, of: clocks)
    let power = number("active-power", in: &fields) { $0.quantity(.power) }
    let rate = number("training-rate", in: &fields) { $0.quantity(.computeRate) }
    let overhead = number("step-overhead", in: &fields) { $0.quantity(.delay) }
    let overheadClock = number("overhead-clock", in: &fields) {
      $0.choice(of: OverheadClock.self)
    }
    let launchOverlap = maybe("launch-overlap", in: &fields) { self.exponent($0) }
    let exponent = number("exponent", in: &fields) { self.exponent($0) }
    let jitter = number("jitter", in: &fields) { self.jitter($0) }
    let memoryRate = number("memory-rate", in: &fields) { $0.quantity(.dataRate) }
    let memoryEnergy = number("memory-energy", in: &fields) { $0.quantity(.energyPerBit) }
    fields.finish()
    guard let precisions, let clocks, let frequency, let power, let rate, let overhead,
      let overheadClock, let launchOverlap, let exponent, let jitter, let memoryRate,
      let memoryEnergy
    else { return nil }
    let processor = ProcessorSpecification(
      name: name, precisions: precisions, frequency: frequency, clocks: clocks,
      activePower: power, trainingRate: rate, stepOverhead: overhead,
      overheadClock: overheadClock, exponent: exponent, jitter: jitter, memoryRate: memoryRate,
      memoryEnergy: memoryEnergy, launchOverlap: launchOverlap)
    guard check(processor.activity, of: processor, fields) else { return nil }
    return processor
  }

  /// The precisions that a processor trains in; there may be none.
  private func precisions(_ value: Value) -> [Precision]? {
    guard let items = value.list(mayBeEmpty: true) else { return nil }
    let precisions = items.compactMap { $0.choice(of: Precision.self) }
    return precisions.count == items.count ? precisions : nil
  }

  /// `maximum`, or a number of at least 1.
  func exponent(_ value: Value) -> Double? {
    if case .scalar("maximum", _) = value.node.content { return .infinity }
    return value.fraction(.exponent)
  }

  /// That of the clocks' fastest point, or of a processor without clocks its own.
  private func frequency(
    in fields: inout Fields, of clocks: [ClockDomainSpecification]?
  ) -> Sourced<Frequency>? {
    guard fields.has("clocks") else {
      return number("frequency", in: &fields) { $0.quantity(.clock) }
    }
    fields.ifPresent("frequency") { value in
      value.report(.givenTwice(path: value.path, by: "clocks"))
    }
    guard let domain = clocks?.first, let highest = domain.frequencies.value.last else {
      return nil
    }
    return Sourced(highest, domain.frequencies.basis, source: domain.frequencies.source)
  }

  /// Whether the active power leaves something for what the work itself switches.
  private func check(
    _ activity: Double?, of processor: ProcessorSpecification, _ fields: Fields
  ) -> Bool {
    guard let activity, activity < 0 else { return true }
    var awake = 0.0
    for domain in processor.clocks where domain.share.value > 0 {
      awake += Double(domain.cores.value) * domain.awakeWatts(at: domain.pointCount - 1)
    }
    let allowed = "at least \(Power(watts: awake).roundedText), which its awake cores draw"
    findings.report(
      .outside(
        path: fields.path(of: "active-power"), allowed: allowed,
        found: processor.activePower.value.text),
      at: fields.valuePlace("active-power"))
    return false
  }
}
