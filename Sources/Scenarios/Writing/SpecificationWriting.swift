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
  }

  private mutating func write(_ processor: ProcessorSpecification) {
    let precisions = processor.precisions.map(\.rawValue).joined(separator: ", ")
    line("precisions", "[\(precisions)]")
    number("frequency", processor.frequency, \.text)
    number("active-power", processor.activePower, \.text)
    number("training-rate", processor.trainingRate, \.text)
    number("step-overhead", processor.stepOverhead, \.text)
    number("jitter", processor.jitter, \.text)
    number("memory-rate", processor.memoryRate, \.text)
  }

  mutating func write(_ link: LinkSpecification) {
    number("rate", link.rate, \.text)
    number("goodput", link.goodput, fractionText)
    number("latency", link.latency, \.text)
    number("energy", link.energy, \.text)
    number("idle-power", link.idlePower, \.text)
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
    return "{ value: \(text(number.value)), basis: \(number.basis.rawValue), source: \(source) }"
  }
}
