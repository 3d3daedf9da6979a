import Hardware

extension SpecificationReading {
  /// `MODE_30W`, or `{ cores: 12, cpu: 2.2016 GHz, gpu: 1.3005 GHz, memory: 3.199 GHz }`.
  ///
  /// Clocks become the steps of the board's ladders that they name.
  func powerMode(_ value: Value, of device: DeviceSpecification?) -> PowerModeChoice? {
    // Without the device nothing can be said; what is wrong with that is told already.
    guard let device else { return nil }
    guard let table = device.modes else {
      value.report(.noPowerModes(device: device.name))
      return nil
    }
    guard value.node.isMapping else {
      return value.name(of: "power mode of '\(device.name)'", table.presets.value.map(\.name))
        .map(PowerModeChoice.preset)
    }
    guard var mode = clocks(ofMode: value), let fields = Fields(value) else { return nil }
    var isGood = true
    if mode.cores > table.cores.value {
      findings.report(
        .outside(
          path: fields.path(of: "cores"), allowed: "at most \(table.cores.value)",
          found: "\(mode.cores)"),
        at: fields.valuePlace("cores"))
      isGood = false
    }
    let ladders: [(String, WritableKeyPath<PowerMode, Frequency>, [Frequency])] = [
      ("cpu", \.cpu, table.cpu.value), ("gpu", \.gpu, table.gpu.value),
      ("memory", \.memory, table.memory.value),
    ]
    for (key, path, ladder) in ladders {
      if let step = PowerModeTable.step(mode[keyPath: path], of: ladder) {
        mode[keyPath: path] = step
      } else {
        let clock = mode[keyPath: path]
        findings.report(
          .noStep(
            path: fields.path(of: key), found: clock.text,
            near: [ladder.last { $0 < clock }, ladder.first { $0 > clock }].compactMap {
              $0?.text
            }, steps: ladder.count),
          at: fields.valuePlace(key))
        isGood = false
      }
    }
    return isGood ? .custom(mode) : nil
  }
}
