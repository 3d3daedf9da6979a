import Hardware
import Simulation

extension SpecificationReading {
  /// What a workload costs over the power modes of boards.
  func modeWorkloads(_ value: Value) -> [ModeWorkload]? {
    guard let items = value.list(mayBeEmpty: true) else { return nil }
    var workloads: [ModeWorkload] = []
    var places: [String: Int] = [:]
    for item in items {
      guard let workload = modeWorkload(item) else { continue }
      let key = "\(workload.device).\(workload.processor).\(workload.precision.rawValue)"
      if let line = places[key] {
        item.report(.duplicateKey(key, firstLine: line))
        continue
      }
      places[key] = item.node.place.line
      workloads.append(workload)
    }
    return workloads.count == items.count ? workloads : nil
  }

  private func modeWorkload(_ value: Value) -> ModeWorkload? {
    guard var fields = Fields(value) else { return nil }
    let device = fields.required("device") { self.deviceName($0) }
    let processor = fields.required("processor") { self.processorName($0, of: device) }
    let precision = fields.required("precision") { $0.choice(of: Precision.self) }
    let batch = fields.required("batch") { $0.wholeNumber(.parameter) }
    let reference = fields.required("reference") { self.clocks(ofMode: $0) }
    let time = fields.required("time") { self.constants($0, of: ModeTimeModel.none) }
    let power = fields.required("power") { self.constants($0, of: ModePowerModel.none) }
    let basis = fields.required("basis") { value in
      value.choice(bases.map(\.rawValue)).flatMap(Basis.init(rawValue:))
    }
    let source = fields.required("source") { $0.sentence() }
    fields.finish()
    guard let device, let processor, let precision, let batch, let reference, let time, let power,
      let basis, let source
    else { return nil }
    return ModeWorkload(
      device: device, processor: processor, precision: precision, batch: batch,
      reference: reference, time: time, power: power, basis: basis, source: source)
  }

  /// `{ cores: 12, cpu: 2.2016 GHz, gpu: 1.3005 GHz, memory: 3.199 GHz }`.
  func clocks(ofMode value: Value) -> PowerMode? {
    guard var fields = Fields(value) else { return nil }
    let cores = fields.required("cores") { $0.wholeNumber(.cores) }
    let cpu = fields.required("cpu") { $0.quantity(.clock) }
    let gpu = fields.required("gpu") { $0.quantity(.clock) }
    let memory = fields.required("memory") { $0.quantity(.clock) }
    fields.finish()
    guard let cores, let cpu, let gpu, let memory else { return nil }
    return PowerMode(cores: cores, cpu: cpu, gpu: gpu, memory: memory)
  }

  /// The constants of a model by their names, each with its unit.
  private func constants<Model: Parametric>(_ value: Value, of empty: Model) -> Model? {
    guard var fields = Fields(value) else { return nil }
    var model = empty
    var isGood = true
    for parameter in Model.parameters {
      let number = fields.required(parameter.name) { value in
        parameter.unit.isEmpty
          ? value.fraction(parameter.range == .aboveOne ? .aboveOne : .constant)
          : value.number(in: parameter.unit == "s" ? .duration : .power)
      }
      if let number { model[keyPath: parameter.path] = number } else { isGood = false }
    }
    fields.finish()
    return isGood ? model : nil
  }
}

extension Value {
  /// A number with a unit of this dimension, zero or more, in base units.
  func number(in dimension: MeasuredDimension) -> Double? {
    let example = dimension == .duration ? "12.5 ms" : "2.5 W"
    guard let text = text(expected: "\(dimension.name) such as '\(example)'") else { return nil }
    let digits = text.prefix { "+-.0123456789eE".contains($0) }
    // An exponent ends in a digit: the e of another word belongs to its unit.
    let symbol = String(text[digits.endIndex...]).trimmedSpaces
    guard let decimal = DecimalNumber(digits) else {
      report(
        .notNumber(
          path: path, expected: "\(dimension.name) such as '\(example)'", found: text.shortened))
      return nil
    }
    guard let unit = dimension.units.first(where: { $0.symbol == symbol }) else {
      report(
        symbol.isEmpty
          ? .noUnit(path: path, quantity: dimension.name, example: example, found: text.shortened)
          : .unknownUnit(
            path: path, quantity: dimension.name, found: symbol.shortened,
            units: dimension.units.map(\.symbol)))
      return nil
    }
    guard let number = try? QuantityNumber(decimal: decimal).double(in: unit), number >= 0 else {
      report(.outside(path: path, allowed: "zero or more", found: text.shortened))
      return nil
    }
    return number
  }
}

extension ModeTimeModel {
  /// Something to fill.
  fileprivate static let none = ModeTimeModel(
    gpuArithmetic_s: 0, gpuMemory_s: 0, gpuOverlap: 2, dispatch_s: 0, processing_core_s: 0,
    memoryStall: 0, lostCores: 0, lostCoresByClock: 0, usefulCores: 1, overlap: 2, fixed_s: 0,
    serial_s: 0, serialMemory_s: 0)
}

extension ModePowerModel {
  /// Something to fill.
  fileprivate static let none = ModePowerModel(
    base_W: 0, memoryClock_W: 0, memoryClockExponent: 1, gpuClock_W: 0, gpuBusy_W: 0,
    gpuArithmetic_W: 0, gpuVoltageRise: 0, gpuVoltageKnee: 0, coreOnline_W: 0,
    clusterOnline_W: 0, coreBusy_W: 0, cpuVoltageRise: 0, cpuVoltageKnee: 0, memoryTraffic_W: 0,
    memoryTrafficExponent: 1)
}
