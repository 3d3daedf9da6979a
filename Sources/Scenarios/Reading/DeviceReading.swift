import Hardware
import Simulation

extension SpecificationReading {
  /// A device: its catalogue name, or a mapping as in a catalogue file.
  func device(_ value: Value) -> DeviceSpecification? {
    entry(value, .device) { $0.deviceFields($1) }
  }

  private func deviceFields(_ value: Value) -> DeviceSpecification? {
    guard var fields = Fields(value) else { return nil }
    let name = fields.required("name") { $0.entryName() }
    let title = fields.required("title") { $0.sentence() }
    let memory = number("memory", in: &fields) { $0.quantity(.memory) }
    let idlePower = number("idle-power", in: &fields) { $0.quantity(.power) }
    let processors = fields.required("processors") { self.processors($0) }
    // It may be missing, and is then an assumption, not a silent zero.
    let messageTime = fields.optional(
      "message-time", absent: DeviceSpecification.unstatedMessageTime
    ) { value in
      sourced(value) { $0.quantity(.delay) }
    }
    let flash = fields.optional("flash", absent: FlashSpecification?.none) {
      self.flash($0).map(Optional.some)
    }
    let modes = fields.optional("power-modes", absent: PowerModeTable?.none) {
      self.powerModes($0).map(Optional.some)
    }
    let limits = fields.optional("power-limits", absent: PowerLimitSpecification?.none) {
      self.powerLimits($0).map(Optional.some)
    }
    let thermal = fields.optional("thermal", absent: ThermalSpecification?.none) {
      self.thermal($0, idle: idlePower, processors: processors)
    }
    fields.finish()
    guard let name, let title, let memory, let idlePower, let processors, let messageTime,
      let flash, let modes, let limits, let thermal
    else { return nil }
    return DeviceSpecification(
      name: name, title: title, memory: memory, idlePower: idlePower, processors: processors,
      messageTime: messageTime, flash: flash, modes: modes, powerLimits: limits, thermal: thermal)
  }

  /// The range of the limits that a user can set, and what of one the mean power reaches.
  private func powerLimits(_ value: Value) -> PowerLimitSpecification? {
    guard var fields = Fields(value) else { return nil }
    let lowest = number("lowest", in: &fields) { $0.quantity(.measuredPower) }
    let highest = number("highest", in: &fields) { $0.quantity(.measuredPower) }
    let headroom = number("headroom", in: &fields) { $0.fraction(.efficiency) }
    fields.finish()
    guard let lowest, let highest, let headroom else { return nil }
    guard lowest.value <= highest.value else {
      findings.report(
        .outside(
          path: fields.path(of: "highest"), allowed: "at least the lowest, \(lowest.value.text)",
          found: highest.value.text),
        at: fields.valuePlace("highest"))
      return nil
    }
    return PowerLimitSpecification(lowest: lowest, highest: highest, headroom: headroom)
  }

  /// A mapping of names to processors, in the order in which they are preferred.
  private func processors(_ value: Value) -> [ProcessorSpecification]? {
    guard var fields = Fields(value) else { return nil }
    guard !fields.keys.isEmpty else {
      value.report(.nothingListed(path: value.path))
      return nil
    }
    var processors: [ProcessorSpecification] = []
    for name in fields.keys {
      guard let processor = fields.required(name, { self.processor($0, named: name) }) else {
        continue
      }
      processors.append(processor)
    }
    return processors.count == fields.keys.count ? processors : nil
  }

  /// The precisions that a processor trains in; there may be none.
  private func precisions(_ value: Value) -> [Precision]? {
    guard let items = value.list(mayBeEmpty: true) else { return nil }
    let precisions = items.compactMap { $0.choice(of: Precision.self) }
    return precisions.count == items.count ? precisions : nil
  }
}
