import Simulation

/// Something to compute, with what it was found to cost on processors.
public struct WorkloadSpecification: Hashable, Sendable {
  /// Catalogue name, such as `lenet5`.
  public var name: String
  public var title: String
  /// The model that it trains.
  public var model: String
  public var calibrations: [ProcessorCalibration]
  /// On boards with power modes.
  public var modes: [ModeWorkload]

  public init(
    name: String, title: String, model: String, calibrations: [ProcessorCalibration],
    modes: [ModeWorkload] = []
  ) {
    self.modes = modes
    self.name = name
    self.title = title
    self.model = model
    self.calibrations = calibrations
  }

  /// What it costs on a device in a number format; nil if nobody calibrated it there.
  public func calibration(device: String, processor: String, precision: Precision)
    -> ProcessorCalibration?
  {
    calibrations.first {
      $0.device == device && $0.processor == processor && $0.precision == precision
    }
  }
}

extension WorkloadSpecification {
  /// What it costs over a board's power modes; nil if nobody calibrated it there.
  public func modes(device: String, processor: String, precision: Precision) -> ModeWorkload? {
    modes.first {
      $0.device == device && $0.processor == processor && $0.precision == precision
    }
  }

  /// Whether anybody calibrated it there, with or without power modes.
  public func isCalibrated(device: String, processor: String, precision: Precision) -> Bool {
    calibration(device: device, processor: processor, precision: precision) != nil
      || modes(device: device, processor: processor, precision: precision) != nil
  }
}

/// What a workload costs on one processor in one number format.
///
/// What is nil here is the processor's own number.
public struct ProcessorCalibration: Hashable, Sendable {
  /// Catalogue name.
  public var device: String
  /// Name within the device.
  public var processor: String
  public var precision: Precision
  public var activePower: Sourced<Power>?
  public var trainingRate: Sourced<ComputeRate>
  public var stepOverhead: Sourced<SimDuration>
  public var exponent: Sourced<Double>?
  public var jitter: Sourced<Jitter>?
  public var memoryRate: Sourced<DataRate>?
  public var launchOverlap: Sourced<Double>?

  public init(
    device: String, processor: String, precision: Precision, activePower: Sourced<Power>? = nil,
    trainingRate: Sourced<ComputeRate>, stepOverhead: Sourced<SimDuration>,
    exponent: Sourced<Double>? = nil, jitter: Sourced<Jitter>? = nil,
    memoryRate: Sourced<DataRate>? = nil, launchOverlap: Sourced<Double>? = nil
  ) {
    self.device = device
    self.processor = processor
    self.precision = precision
    self.activePower = activePower
    self.trainingRate = trainingRate
    self.stepOverhead = stepOverhead
    self.exponent = exponent
    self.jitter = jitter
    self.memoryRate = memoryRate
    self.launchOverlap = launchOverlap
  }
}

extension ProcessorSpecification {
  /// The processor with a workload's costs in place of its own.
  ///
  /// What a scenario file sets wins over both.
  public func calibrated(by calibration: ProcessorCalibration) -> ProcessorSpecification {
    func better<Value>(_ own: Sourced<Value>, _ other: Sourced<Value>?) -> Sourced<Value> {
      own.basis == .scenario ? own : other ?? own
    }
    var processor = self
    processor.activePower = better(activePower, calibration.activePower)
    processor.trainingRate = better(trainingRate, calibration.trainingRate)
    processor.stepOverhead = better(stepOverhead, calibration.stepOverhead)
    processor.exponent = better(exponent, calibration.exponent)
    processor.jitter = better(jitter, calibration.jitter)
    processor.memoryRate = better(memoryRate, calibration.memoryRate)
    if launchOverlap?.basis != .scenario {
      processor.launchOverlap = calibration.launchOverlap ?? launchOverlap
    }
    return processor
  }
}

extension DeviceSpecification {
  /// The device with a workload's costs on the processor that computes in a number format.
  public func calibrated(
    for workload: WorkloadSpecification?, precision: Precision
  ) -> DeviceSpecification {
    guard let workload,
      let index = processors.firstIndex(where: { $0.precisions.contains(precision) }),
      let calibration = workload.calibration(
        device: name, processor: processors[index].name, precision: precision)
    else { return self }
    var device = self
    device.processors[index] = processors[index].calibrated(by: calibration)
    return device
  }
}
