import Hardware
import Simulation

extension SpecificationReading {
  /// `none`, or the air that cools a server's devices.
  func airflow(_ value: Value) -> AirflowSpecification?? {
    airflow(value, base: nil, isOverride: false)
  }

  /// The air `base` with the keys that are written.
  func airflow(_ value: Value, overriding base: AirflowSpecification?) -> AirflowSpecification?? {
    airflow(value, base: base, isOverride: base != nil)
  }

  private func airflow(
    _ value: Value, base: AirflowSpecification?, isOverride: Bool
  ) -> AirflowSpecification?? {
    guard value.node.isMapping else {
      return value.choice(["none"]).map { _ in AirflowSpecification?.none }
    }
    guard var fields = Fields(value) else { return nil }
    let inlet = number("inlet", in: &fields, base: base?.inlet, isOverride: isOverride) {
      $0.quantity(.temperature)
    }
    let flow = number("flow", in: &fields, base: base?.flow, isOverride: isOverride) {
      $0.quantity(.airFlow)
    }
    let row = number("row", in: &fields, base: base?.row, isOverride: isOverride) {
      $0.wholeNumber(.devices)
    }
    let still = number("still", in: &fields, base: base?.still, isOverride: isOverride) {
      $0.fraction(.probability)
    }
    let exponent = number("exponent", in: &fields, base: base?.exponent, isOverride: isOverride) {
      $0.fraction(.flowExponent)
    }
    let fans = number("fans", in: &fields, base: base?.fans, isOverride: isOverride) {
      $0.wholeNumber(.fans)
    }
    let curve =
      isOverride
      ? fields.optional("curve", absent: base?.curve) { self.curve($0) }
      : fields.required("curve") { self.curve($0) }
    let quantum = fields.optional(
      "quantum", absent: base?.quantum ?? AirflowSpecification.defaultQuantum
    ) { $0.quantity(.temperatureStep) }
    fields.finish()
    guard let inlet, let flow, let row, let still, let exponent, let fans, let curve, let quantum
    else { return nil }
    return AirflowSpecification(
      inlet: inlet, flow: flow, row: row, still: still, exponent: exponent, fans: fans,
      curve: curve, quantum: quantum)
  }

  /// `none` for fans at full speed, or their speed by temperature.
  private func curve(_ value: Value) -> FanCurveSpecification?? {
    guard value.node.isMapping else {
      return value.choice(["none"]).map { _ in FanCurveSpecification?.none }
    }
    guard var fields = Fields(value) else { return nil }
    let lowest = number("lowest", in: &fields) { $0.fraction(.part) }
    let interval = number("interval", in: &fields) { $0.quantity(.polling) }
    let steps = fields.required("steps") { self.steps($0) }
    fields.finish()
    guard let lowest, let interval, let steps else { return nil }
    return FanCurveSpecification(lowest: lowest, steps: steps, interval: interval)
  }

  private func steps(_ value: Value) -> [FanCurveSpecification.Step]? {
    guard let items = value.list() else { return nil }
    var steps: [FanCurveSpecification.Step] = []
    for item in items {
      guard var fields = Fields(item) else { continue }
      let temperature = number("from", in: &fields) { $0.quantity(.temperature) }
      let hysteresis = number("hysteresis", in: &fields) { $0.quantity(.hysteresis) }
      let speed = number("speed", in: &fields) { $0.fraction(.part) }
      fields.finish()
      guard let temperature, let hysteresis, let speed else { continue }
      if let last = steps.last, temperature.value <= last.temperature.value {
        findings.report(
          .outside(
            path: fields.path(of: "from"),
            allowed: "above the one before it, \(last.temperature.value.text)",
            found: temperature.value.text),
          at: fields.valuePlace("from"))
        continue
      }
      steps.append(
        FanCurveSpecification.Step(
          temperature: temperature, hysteresis: hysteresis, speed: speed))
    }
    return steps.count == items.count ? steps : nil
  }

  /// Whether the air is cold enough for what the device does about heat, and enough to carry it.
  ///
  /// - Parameters:
  ///   - path: The keys that lead to the server's air.
  ///   - place: Where the last of what does not fit together is written.
  func checkAir(of server: ServerSpecification, _ path: String, at place: Place) -> Bool {
    let device = server.device
    guard let airflow = server.airflow, let thermal = device.thermal else { return true }
    var isRight = true
    let inlet = airflow.inlet.value
    let trips = [("trip", thermal.governor.lowestTrip), ("critical", thermal.critical?.value)]
    for (name, trip) in trips {
      guard let trip, trip <= inlet else { continue }
      findings.report(
        .tripBelowAmbient(
          device: device.name, trip: name, at: trip.text, path: "\(path).inlet",
          ambient: inlet.text),
        at: place)
      isRight = false
    }
    let least = airflow.leastFlow(through: thermal.chain)
    if airflow.flow.value < least {
      findings.report(
        .outside(
          path: "\(path).flow",
          allowed: "at least \(least.text), to carry what '\(device.name)' gives off",
          found: airflow.flow.value.text),
        at: place)
      isRight = false
    }
    return isRight
  }
}
