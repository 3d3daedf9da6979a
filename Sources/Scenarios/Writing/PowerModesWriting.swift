import Hardware

extension YAMLText {
  /// The block `power-modes` of a device.
  mutating func write(_ table: PowerModeTable) {
    number("cores", table.cores, \.description)
    number("gpu-units", table.gpuUnits, \.description)
    number("gpu-units-exponent", table.gpuUnitsExponent, fractionText)
    number("cpu", table.cpu, listText)
    number("gpu", table.gpu, listText)
    number("memory", table.memory, listText)
    number("presets", table.presets) { presets in
      "{ " + presets.map { "\(Self.scalar($0.name)): \($0.text)" }.joined(separator: ", ") + " }"
    }
    line("default", Self.scalar(table.defaultPreset))
    number("rails", table.rails) { rails in
      "{ " + rails.map { "\(Self.scalar($0.name)): \($0.text)" }.joined(separator: ", ") + " }"
    }
    if let total = table.totalRail { line("total-rail", Self.scalar(total)) }
  }

  /// The keys of a workload's calibration over power modes, but for its device.
  mutating func write(_ workload: ModeWorkload) {
    line("processor", Self.scalar(workload.processor))
    line("precision", workload.precision.rawValue)
    line("batch", "\(workload.batch)")
    line("reference", workload.reference.text)
    block("time") { $0.write(workload.time) }
    block("power") { $0.write(workload.power) }
    line("basis", workload.basis.rawValue)
    line("source", Self.quoted(workload.source))
  }

  private mutating func write<Model: Parametric>(_ model: Model) {
    for parameter in Model.parameters {
      let value = fractionText(model[keyPath: parameter.path])
      line(parameter.name, parameter.unit.isEmpty ? value : "\(value) \(parameter.unit)")
    }
  }
}

extension PowerMode {
  /// As files write it.
  public var text: String {
    "{ cores: \(cores), cpu: \(cpu.text), gpu: \(gpu.text), memory: \(memory.text) }"
  }
}

extension PowerPreset {
  fileprivate var text: String {
    var parts = ["id: \(id)", "cores: \(cores)"]
    for (key, cap) in [("cpu", cpu), ("gpu", gpu), ("memory", memory)] {
      if let cap { parts.append("\(key): \(cap.text)") }
    }
    if let gpuUnits { parts.append("gpu-units: \(gpuUnits)") }
    return "{ \(parts.joined(separator: ", ")) }"
  }
}

extension PowerRail {
  fileprivate var text: String {
    let feeds = feeds.map(\.rawValue).joined(separator: ", ")
    return "{ idle: \(fractionText(idleShare)), feeds: [\(feeds)] }"
  }
}
