import Hardware

extension YAMLText {
  /// The keys of `user-load`.
  mutating func write(_ load: UserLoadSetup) {
    switch load.trace {
    case .points(let points):
      block("trace") { yaml in
        for point in points {
          yaml.item("{ at: \(point.time.text), busy: \(fractionText(point.busy)) }")
        }
      }
    case .synthetic(let trace):
      block("trace") { yaml in
        yaml.line(
          "synthetic",
          "{ low: \(fractionText(trace.low)), high: \(fractionText(trace.high)), "
            + "peak: \(trace.peak.text), variation: \(fractionText(trace.variation)) }")
      }
    }
    number("session", load.session, \.text)
    number("activity", load.activity, fractionText)
    number("switch", load.switchTime, \.text)
    line("objective", load.objective.text)
    line("run-for", load.duration.text)
    line("round-every", load.roundInterval.text)
    if let morning = load.morning { line("morning", morning.text) }
  }

  /// The keys of a device's flash memory.
  mutating func write(_ flash: FlashSpecification) {
    number("write-rate", flash.writeRate, \.text)
    number("read-rate", flash.readRate, \.text)
    number("active-power", flash.activePower, \.text)
  }
}
