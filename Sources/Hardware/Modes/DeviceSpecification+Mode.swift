import Simulation

/// What a workload was found to cost over the power modes of a board.
public struct ModeWorkload: Hashable, Sendable {
  /// Catalogue name of the board.
  public var device: String
  /// Name within the device.
  public var processor: String
  public var precision: Precision
  /// Samples of the measured step.
  public var batch: Int
  /// The mode at whose clocks the constants hold.
  public var reference: PowerMode
  public var time: ModeTimeModel
  public var power: ModePowerModel
  public var basis: Basis
  /// One line: which measurements, and the error on those held out.
  public var source: String

  public init(
    device: String, processor: String, precision: Precision, batch: Int, reference: PowerMode,
    time: ModeTimeModel, power: ModePowerModel, basis: Basis, source: String
  ) {
    self.device = device
    self.processor = processor
    self.precision = precision
    self.batch = batch
    self.reference = reference
    self.time = time
    self.power = power
    self.basis = basis
    self.source = source
  }

  /// Seconds of a step of `batch` samples and mean watts of the whole board.
  public func prediction(at mode: PowerMode) -> (time_s: Double, power_W: Double) {
    let relative = mode.relative(to: reference)
    return (time.seconds(relative), power.watts(relative, time: time))
  }

  /// The costs at one mode, in the words of a processor.
  ///
  /// A step of `batch` samples takes and draws exactly what the models say; one of another size takes
  /// what launches and fixed parts take, and the rest in proportion to its samples.
  func costs(
    at mode: PowerMode, idle: Power, operationsPerSample: Double
  ) -> (overhead: SimDuration, rate: ComputeRate, active: Power) {
    let (seconds, watts) = prediction(at: mode)
    let empty = time.batch(times: 0).seconds(mode.relative(to: reference))
    let overhead = SimDuration(seconds: empty)
    let rate = operationsPerSample * Double(batch) / (seconds - overhead.seconds)
    // What a step draws more than the idle board; never less than nothing.
    return (
      overhead, ComputeRate(operationsPerSecond: rate),
      Power(watts: max(0, watts - idle.watts))
    )
  }
}

extension DeviceSpecification {
  /// The device at a power mode, with its processor's costs at the mode's clocks.
  ///
  /// With a calibration of the workload these are its models at the mode. Without one they are the
  /// processor's own, scaled with the clocks: arithmetic and power with the GPU's, memory with the
  /// memory's, and the fixed cost of a step with the inverse of the CPU's; that is assumed.
  ///
  /// - Parameter operationsPerSample: Of a training step of the model.
  public func at(
    _ mode: PowerMode, _ calibration: ModeWorkload?, precision: Precision,
    operationsPerSample: Double
  ) -> DeviceSpecification {
    guard let modes,
      let index = processors.firstIndex(where: { $0.precisions.contains(precision) })
    else { return self }
    var device = self
    var processor = processors[index]
    let highest = modes.highest
    let clocks = mode.relative(to: highest)
    let assumption = "Scaled from the highest mode with the clocks of this one; was: "
    func scaled<Value>(_ number: Sourced<Value>, _ value: Value) -> Sourced<Value> {
      if mode == highest || number.basis == .scenario { return number }
      return Sourced(value, .assumed, source: assumption + number.source)
    }
    processor.frequency = Sourced(
      mode.gpu, processor.frequency.basis, source: processor.frequency.source)
    processor.memoryRate = scaled(
      processor.memoryRate,
      DataRate(bytesPerSecond: processor.memoryRate.value.bytesPerSecond * clocks.memory))
    if let calibration {
      let costs = calibration.costs(
        at: mode, idle: idlePower.value, operationsPerSample: operationsPerSample)
      func calibrated<Value>(_ number: Sourced<Value>, _ value: Value) -> Sourced<Value> {
        if number.basis == .scenario { return number }
        if mode.gpuWidth == 1 {
          return Sourced(value, calibration.basis, source: calibration.source)
        }
        let units = "With a part of the GPU off, whose effect on this workload was not measured; "
        return Sourced(value, .assumed, source: units + calibration.source)
      }
      processor.trainingRate = calibrated(processor.trainingRate, costs.rate)
      processor.stepOverhead = calibrated(processor.stepOverhead, costs.overhead)
      processor.activePower = calibrated(processor.activePower, costs.active)
    } else {
      let speed = clocks.gpu * clocks.gpuWidth
      let rate = processor.trainingRate.value.operationsPerSecond * speed
      processor.trainingRate = scaled(
        processor.trainingRate, ComputeRate(operationsPerSecond: rate))
      processor.stepOverhead = scaled(
        processor.stepOverhead,
        SimDuration(seconds: processor.stepOverhead.value.seconds / clocks.cpu))
      processor.activePower = scaled(
        processor.activePower, Power(watts: processor.activePower.value.watts * speed))
    }
    let part =
      processor.activePower.value.watts / max(processors[index].activePower.value.watts, 1e-9)
    processor.clocks = processor.clocks.map { $0.capped(at: mode.gpu, drawing: part) }
    device.processors[index] = processor
    return device
  }
}

extension ClockDomainSpecification {
  /// The ladder up to a clock, which governors then step down from.
  ///
  /// The costs of a processor are those of the highest point, so those of the mode.
  ///
  /// - Parameter part: The mode's active power over that of the highest mode: what no clock changes
  ///   keeps its share of it.
  fileprivate func capped(at clock: Frequency, drawing part: Double) -> ClockDomainSpecification {
    if drives != .arithmetic { return self }
    var domain = self
    domain.awakeCurrent.value.amperes *= part
    let count = frequencies.value.prefix { $0.hertz <= clock.hertz * (1 + 1e-9) }.count
    if count == 0 || count == pointCount { return domain }
    domain.frequencies.value = Array(frequencies.value.prefix(count))
    domain.voltages.value = Array(voltages.value.prefix(count))
    return domain
  }
}
