import Hardware

extension YAMLText {
  /// The keys of a device's catalogue file.
  mutating func write(_ device: DeviceSpecification) {
    line("name", Self.scalar(device.name))
    line("title", Self.quoted(device.title))
    number("memory", device.memory, \.text)
    number("idle-power", device.idlePower, \.text)
    block("processors") { yaml in
      for processor in device.processors {
        yaml.block(Self.scalar(processor.name)) { $0.write(processor) }
      }
    }
    number("message-time", device.messageTime, \.text)
    if let flash = device.flash { block("flash") { $0.write(flash) } }
    if let limits = device.powerLimits {
      block("power-limits") { yaml in
        yaml.number("lowest", limits.lowest, \.text)
        yaml.number("highest", limits.highest, \.text)
        yaml.number("headroom", limits.headroom, fractionText)
      }
    }
    if let modes = device.modes { block("power-modes") { $0.write(modes) } }
    write(device.thermal)
  }

  private mutating func write(_ processor: ProcessorSpecification) {
    let precisions = processor.precisions.map(\.rawValue).joined(separator: ", ")
    line("precisions", "[\(precisions)]")
    if processor.clocks.isEmpty {
      number("frequency", processor.frequency, \.text)
    } else {
      block("clocks") { yaml in
        for clock in processor.clocks {
          yaml.block(Self.scalar(clock.name)) { $0.write(clock) }
        }
      }
    }
    number("active-power", processor.activePower, \.text)
    number("training-rate", processor.trainingRate, \.text)
    number("step-overhead", processor.stepOverhead, \.text)
    number("overhead-clock", processor.overheadClock, \.rawValue)
    if let overlap = processor.launchOverlap { number("launch-overlap", overlap, exponentText) }
    number("exponent", processor.exponent, exponentText)
    number("jitter", processor.jitter, \.text)
    number("memory-rate", processor.memoryRate, \.text)
    number("memory-energy", processor.memoryEnergy, \.text)
  }

  private mutating func write(_ clock: ClockDomainSpecification) {
    line("drives", clock.drives.rawValue)
    number("cores", clock.cores, \.description)
    number("frequencies", clock.frequencies, listText)
    number("voltages", clock.voltages, listText)
    number("capacitance", clock.capacitance, \.text)
    number("awake-current", clock.awakeCurrent, \.text)
    number("share", clock.share, fractionText)
    number("transition", clock.transition, \.text)
    if let scales = clock.scales { number("scales", scales, fractionText) }
  }

  mutating func write(_ link: LinkSpecification) {
    number("rate", link.rate, \.text)
    number("goodput", link.goodput, fractionText)
    number("latency", link.latency, \.text)
    number("energy", link.energy, \.text)
    number("idle-power", link.idlePower, \.text)
  }

  /// The keys of a workload's catalogue file.
  mutating func write(_ workload: WorkloadSpecification) {
    line("name", Self.scalar(workload.name))
    line("title", Self.quoted(workload.title))
    line("model", Self.scalar(workload.model))
    if !workload.calibrations.isEmpty || workload.modes.isEmpty {
      block("calibrations") { yaml in
        for calibration in workload.calibrations {
          yaml.item("device: \(Self.scalar(calibration.device))") { $0.write(calibration) }
        }
      }
    }
    if !workload.modes.isEmpty {
      block("modes") { yaml in
        for modes in workload.modes {
          yaml.item("device: \(Self.scalar(modes.device))") { $0.write(modes) }
        }
      }
    }
  }

  private mutating func write(_ calibration: ProcessorCalibration) {
    line("processor", Self.scalar(calibration.processor))
    line("precision", calibration.precision.rawValue)
    if let power = calibration.activePower { number("active-power", power, \.text) }
    number("training-rate", calibration.trainingRate, \.text)
    number("step-overhead", calibration.stepOverhead, \.text)
    if let exponent = calibration.exponent { number("exponent", exponent, exponentText) }
    if let jitter = calibration.jitter { number("jitter", jitter, \.text) }
    if let rate = calibration.memoryRate { number("memory-rate", rate, \.text) }
    if let overlap = calibration.launchOverlap { number("launch-overlap", overlap, exponentText) }
  }

  /// `key: { value: ..., basis: ..., source: "..." }`.
  mutating func number<Number>(
    _ key: String, _ number: Sourced<Number>, _ text: (Number) -> String
  ) {
    line(key, Self.sourced(number, text))
  }

  /// `{ value: ..., basis: ..., source: "..." }`.
  static func sourced<Number>(_ number: Sourced<Number>, _ text: (Number) -> String) -> String {
    let source = quoted(number.source)
    let range = number.range.map { ", range: [\(text($0.least)), \(text($0.greatest))]" } ?? ""
    return "{ value: \(text(number.value)), basis: \(number.basis.rawValue), source: \(source)"
      + "\(range) }"
  }
}
