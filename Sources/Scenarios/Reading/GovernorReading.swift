import Hardware
import Simulation

extension SpecificationReading {
  /// `none`, or one key with the governor's name and its settings.
  ///
  /// - Parameters:
  ///   - critical: Where the device is switched off, which must be above what the governor keeps.
  func governor(
    _ value: Value, critical: Sourced<Temperature>?, processors: [ProcessorSpecification]?
  ) -> GovernorSpecification? {
    if case .scalar("none", _) = value.node.content { return GovernorSpecification.none }
    let known = ["pinned", "step-wise", "power-allocator", "user-caps", "linear"]
    guard value.node.isMapping else {
      _ = value.choice(["none"] + known)
      return nil
    }
    guard let (key, body) = value.oneKey(what: "governor", known) else { return nil }
    if let processors, processors.allSatisfy(\.clocks.isEmpty) {
      value.report(.nothingToSlowDown(path: value.path))
      return nil
    }
    guard var fields = Fields(body) else { return nil }
    let governor: GovernorSpecification?
    switch key {
    case "pinned":
      governor = number("below", in: &fields) { $0.wholeNumber(.operatingPoints) }
        .map { .pinned(PinnedSpecification(below: $0)) }
    case "step-wise": governor = stepWise(&fields).map { .stepWise($0) }
    case "power-allocator": governor = powerAllocator(&fields).map { .powerAllocator($0) }
    case "linear": governor = linear(&fields).map { .linear($0) }
    default: governor = userCaps(&fields).map { .userCaps($0) }
    }
    fields.finish()
    guard let governor else { return nil }
    guard let trip = governor.lowestTrip, let critical, critical.value <= trip else {
      return governor
    }
    body.report(
      .outside(
        path: body.path, allowed: "below the critical temperature, \(critical.value.text)",
        found: trip.text))
    return nil
  }

  private func polling(_ fields: inout Fields) -> PollingSpecification? {
    let polling = number("polling", in: &fields) { $0.quantity(.polling) }
    let passive = number("passive", in: &fields) { $0.quantity(.polling) }
    let resolution = number("resolution", in: &fields) { $0.quantity(.temperatureStep) }
    guard let polling, let passive, let resolution else { return nil }
    return PollingSpecification(polling: polling, passive: passive, resolution: resolution)
  }

  private func stepWise(_ fields: inout Fields) -> StepWiseSpecification? {
    let trip = number("trip", in: &fields) { $0.quantity(.temperature) }
    let hysteresis = number("hysteresis", in: &fields) { $0.quantity(.hysteresis) }
    let polling = polling(&fields)
    guard let trip, let hysteresis, let polling else { return nil }
    return StepWiseSpecification(trip: trip, hysteresis: hysteresis, polling: polling)
  }

  private func powerAllocator(_ fields: inout Fields) -> PowerAllocatorSpecification? {
    let switchOn = number("switch-on", in: &fields) { $0.quantity(.temperature) }
    let desired = number("desired", in: &fields) { $0.quantity(.temperature) }
    let sustainable = number("sustainable", in: &fields) { $0.quantity(.measuredPower) }
    let polling = polling(&fields)
    if let switchOn, let desired, desired.value <= switchOn.value {
      findings.report(
        .outside(
          path: fields.path(of: "desired"),
          allowed: "above the temperature at which it switches on, \(switchOn.value.text)",
          found: desired.value.text),
        at: fields.valuePlace("desired"))
      return nil
    }
    guard let switchOn, let desired, let sustainable, let polling else { return nil }
    return PowerAllocatorSpecification(
      switchOn: switchOn, desired: desired, sustainable: sustainable, polling: polling)
  }

  private func linear(_ fields: inout Fields) -> LinearThrottleSpecification? {
    let from = number("from", in: &fields) { $0.quantity(.temperature) }
    let to = number("to", in: &fields) { $0.quantity(.temperature) }
    let interval = number("interval", in: &fields) { $0.quantity(.polling) }
    if let from, let to, to.value <= from.value {
      findings.report(
        .outside(
          path: fields.path(of: "to"),
          allowed: "above the temperature from which it throttles, \(from.value.text)",
          found: to.value.text),
        at: fields.valuePlace("to"))
      return nil
    }
    guard let from, let to, let interval else { return nil }
    return LinearThrottleSpecification(from: from, to: to, interval: interval)
  }

  private func userCaps(_ fields: inout Fields) -> UserCapsSpecification? {
    let below = number("below", in: &fields) { $0.wholeNumber(.operatingPoints) }
    let interval = number("interval", in: &fields) { $0.quantity(.polling) }
    let thresholds = fields.required("thresholds") { self.thresholds($0) }
    guard let below, let interval, let thresholds else { return nil }
    return UserCapsSpecification(below: below, thresholds: thresholds, interval: interval)
  }

  private func thresholds(_ value: Value) -> [UserCapsSpecification.Threshold]? {
    guard let items = value.list(mayBeEmpty: true) else { return nil }
    var thresholds: [UserCapsSpecification.Threshold] = []
    for item in items {
      guard let threshold = threshold(item, after: thresholds.last) else { continue }
      thresholds.append(threshold)
    }
    return thresholds.count == items.count ? thresholds : nil
  }

  private func threshold(
    _ value: Value, after last: UserCapsSpecification.Threshold?
  ) -> UserCapsSpecification.Threshold? {
    guard var fields = Fields(value) else { return nil }
    let temperature = number("from", in: &fields) { $0.quantity(.temperature) }
    let clear = number("clear", in: &fields) { $0.quantity(.temperature) }
    let below = number("below", in: &fields) { $0.wholeNumber(.operatingPoints) }
    fields.finish()
    guard let temperature, let clear, let below else { return nil }
    func refuse(_ key: String, _ allowed: String, _ found: String) {
      findings.report(
        .outside(path: fields.path(of: key), allowed: allowed, found: found),
        at: fields.valuePlace(key))
    }
    var isRight = true
    if clear.value > temperature.value {
      refuse("clear", "at most \(temperature.value.text)", clear.value.text)
      isRight = false
    }
    if let last, temperature.value <= last.temperature.value {
      refuse(
        "from", "above the one before it, \(last.temperature.value.text)",
        temperature.value.text)
      isRight = false
    }
    if let last, below.value < last.below.value {
      refuse("below", "at least the one before it, \(last.below.value)", "\(below.value)")
      isRight = false
    }
    return isRight
      ? UserCapsSpecification.Threshold(temperature: temperature, clear: clear, below: below)
      : nil
  }
}
