import Hardware
import Simulation
import Strategies

extension SpecificationReading {
  /// A workload: its catalogue name, or a mapping as in a catalogue file.
  func workload(_ value: Value) -> WorkloadSpecification? {
    entry(value, .workload) { $0.workloadFields($1) }
  }

  private func workloadFields(_ value: Value) -> WorkloadSpecification? {
    guard var fields = Fields(value) else { return nil }
    let name = fields.required("name") { $0.entryName() }
    let title = fields.required("title") { $0.sentence() }
    let model = fields.required("model") { $0.entryName() }
    // A workload of boards with power modes may have no other calibrations.
    let calibrations =
      fields.has("modes")
      ? fields.optional("calibrations", absent: [ProcessorCalibration]()) { self.calibrations($0) }
      : fields.required("calibrations") { self.calibrations($0) }
    let modes = fields.optional("modes", absent: [ModeWorkload]()) { self.modeWorkloads($0) }
    fields.finish()
    guard let name, let title, let model, let calibrations, let modes else { return nil }
    return WorkloadSpecification(
      name: name, title: title, model: model, calibrations: calibrations, modes: modes)
  }

  private func calibrations(_ value: Value) -> [ProcessorCalibration]? {
    guard let items = value.list(mayBeEmpty: true) else { return nil }
    var calibrations: [ProcessorCalibration] = []
    var places: [String: Int] = [:]
    for item in items {
      guard let calibration = calibration(item) else { continue }
      let key = "\(calibration.device).\(calibration.processor).\(calibration.precision.rawValue)"
      if let line = places[key] {
        item.report(.duplicateKey(key, firstLine: line))
        continue
      }
      places[key] = item.node.place.line
      calibrations.append(calibration)
    }
    return calibrations.count == items.count ? calibrations : nil
  }

  private func calibration(_ value: Value) -> ProcessorCalibration? {
    guard var fields = Fields(value) else { return nil }
    let device = fields.required("device") { self.deviceName($0) }
    let processor = fields.required("processor") { self.processorName($0, of: device) }
    let precision = fields.required("precision") { $0.choice(of: Precision.self) }
    let power = maybe("active-power", in: &fields) { $0.quantity(.power) }
    let rate = number("training-rate", in: &fields) { $0.quantity(.computeRate) }
    let overhead = number("step-overhead", in: &fields) { $0.quantity(.delay) }
    let exponent = maybe("exponent", in: &fields) { self.exponent($0) }
    let jitter = maybe("jitter", in: &fields) { self.jitter($0) }
    let memoryRate = maybe("memory-rate", in: &fields) { $0.quantity(.dataRate) }
    let launchOverlap = maybe("launch-overlap", in: &fields) { self.exponent($0) }
    fields.finish()
    guard let device, let processor, let precision, let power, let rate, let overhead,
      let exponent, let jitter, let memoryRate, let launchOverlap
    else { return nil }
    return ProcessorCalibration(
      device: device, processor: processor, precision: precision, activePower: power,
      trainingRate: rate, stepOverhead: overhead, exponent: exponent, jitter: jitter,
      memoryRate: memoryRate, launchOverlap: launchOverlap)
  }

  /// A number that may be absent.
  func maybe<Number>(
    _ key: String, in fields: inout Fields, _ read: (Value) -> Number?
  ) -> Sourced<Number>?? {
    fields.optional(key, absent: Sourced<Number>?.none) { value in
      sourced(value, read).map(Optional.some)
    }
  }

  /// The name of a device, which a catalogue file's must be there.
  func deviceName(_ value: Value) -> String? {
    origin == .catalogue ? value.name(of: .device, in: catalogue) : value.entryName()
  }

  func processorName(_ value: Value, of device: String?) -> String? {
    guard origin == .catalogue, let device else { return value.text() }
    // What is wrong with the device's own file is told when that is read.
    let reading = SpecificationReading(
      origin: .catalogue, catalogue: catalogue, findings: Findings())
    let name = Node(content: .scalar(device, isQuoted: true), place: value.node.place)
    let specification = reading.device(
      Value(node: name, path: "device", findings: reading.findings))
    guard let specification else { return value.text() }
    return value.name(of: "processor of '\(device)'", specification.processors.map(\.name))
  }
}

extension ScenarioReading {
  /// What the workload of a training is: named, written out, `none`, or that of the model's name.
  ///
  /// A workload that is asked for must be calibrated on the device; the processor's own costs are
  /// taken, and marked, where nobody asked.
  func workload(
    in fields: inout Fields, model: String?, precision: TrainingPrecision?,
    device: DeviceSpecification?
  ) -> WorkloadSpecification?? {
    if !fields.has("workload") {
      // Asked for, so that it is among the known keys.
      fields.ifPresent("workload") { _ in }
      guard let model, catalogue.file(.workload, named: model) != nil else {
        return .some(nil)
      }
      let named = Node(content: .scalar(model, isQuoted: true), place: fields.place)
      let value = Value(node: named, path: "workload", findings: findings)
      return read(value).map { $0.only(device?.name) }
    }
    return fields.required("workload") { value in
      if case .scalar("none", _) = value.node.content { return .some(nil) }
      guard let workload = read(value) else { return nil }
      if let model, workload.model != model {
        value.report(.otherModel(workload: workload.name, model: workload.model, asked: model))
        return nil
      }
      // One that is written out, as in effective scenarios, says what it was calibrated for.
      if let device, let precision, !value.node.isMapping {
        for format in precision.formats {
          guard let processor = device.processor(for: format),
            !workload.isCalibrated(
              device: device.name, processor: processor.name, precision: format)
          else { continue }
          value.report(
            .noCalibration(
              workload: workload.name, device: device.name, processor: processor.name,
              precision: format.rawValue))
          return nil
        }
      }
      return workload.only(device?.name)
    }
  }

  private func read(_ value: Value) -> WorkloadSpecification? {
    SpecificationReading(origin: .scenario, catalogue: catalogue, findings: findings)
      .workload(value)
  }
}

extension WorkloadSpecification {
  /// With the calibrations of one device only; nil when there is none.
  fileprivate func only(_ device: String?) -> WorkloadSpecification? {
    var workload = self
    workload.calibrations = calibrations.filter { $0.device == device }
    workload.modes = modes.filter { $0.device == device }
    return workload.calibrations.isEmpty && workload.modes.isEmpty ? nil : workload
  }
}
