import Hardware
import Simulation

/// A number of a device or server with its place, its canonical text and where it comes from.
public struct SpecificationNumber: Hashable, Sendable {
  /// Names joined by points, such as `snapdragon-865.cpu.step-overhead`.
  public var path: String
  /// With its unit, as in files.
  public var value: String
  public var basis: Basis
  public var source: String
  /// Whether no simulated time depends on it, only joules and watts.
  public var touchesEnergyOnly: Bool

  init<Number>(
    _ path: String, _ number: Sourced<Number>, touchesEnergyOnly: Bool = false,
    _ text: (Number) -> String
  ) {
    self.path = path
    value = text(number.value)
    basis = number.basis
    source = number.source
    self.touchesEnergyOnly = touchesEnergyOnly
  }

  /// A number of joules or watts, or one by which they are multiplied.
  static func energy<Number>(
    _ path: String, _ number: Sourced<Number>, _ text: (Number) -> String
  ) -> SpecificationNumber {
    SpecificationNumber(path, number, touchesEnergyOnly: true, text)
  }
}

extension DeviceSpecification {
  /// Every number of the device, in the order of its file.
  public var numbers: [SpecificationNumber] {
    deviceNumbers + processors.flatMap(numbers) + flashNumbers + powerLimitNumbers + thermalNumbers
  }

  /// The numbers of the limits of its power.
  var powerLimitNumbers: [SpecificationNumber] {
    guard let powerLimits else { return [] }
    return [
      SpecificationNumber("\(name).power-limits.lowest", powerLimits.lowest, \.text),
      SpecificationNumber("\(name).power-limits.highest", powerLimits.highest, \.text),
      SpecificationNumber("\(name).power-limits.headroom", powerLimits.headroom, fractionText),
    ]
  }

  /// The numbers of its heat.
  var thermalNumbers: [SpecificationNumber] { thermal?.numbers("\(name).thermal") ?? [] }

  /// The numbers that belong to no processor.
  var deviceNumbers: [SpecificationNumber] {
    [
      SpecificationNumber("\(name).memory", memory, \.text),
      .energy("\(name).idle-power", idlePower, \.text),
      SpecificationNumber("\(name).message-time", messageTime, \.text),
    ]
  }

  func numbers(of processor: ProcessorSpecification) -> [SpecificationNumber] {
    let path = "\(name).\(processor.name)"
    let clocks =
      processor.clocks.isEmpty
      ? [SpecificationNumber("\(path).frequency", processor.frequency, \.text)]
      : processor.clocks.flatMap { numbers(of: $0, "\(path).\($0.name)") }
    return clocks + [
      .energy("\(path).active-power", processor.activePower, \.text),
      SpecificationNumber("\(path).training-rate", processor.trainingRate, \.text),
      SpecificationNumber("\(path).step-overhead", processor.stepOverhead, \.text),
      SpecificationNumber("\(path).overhead-clock", processor.overheadClock, \.rawValue),
    ]
      + (processor.launchOverlap.map {
        [SpecificationNumber("\(path).launch-overlap", $0, exponentText)]
      } ?? []) + [
        SpecificationNumber("\(path).exponent", processor.exponent, exponentText),
        SpecificationNumber("\(path).jitter", processor.jitter, \.text),
        SpecificationNumber("\(path).memory-rate", processor.memoryRate, \.text),
        .energy("\(path).memory-energy", processor.memoryEnergy, \.text),
      ]
  }

  private func numbers(
    of clock: ClockDomainSpecification, _ path: String
  ) -> [SpecificationNumber] {
    [
      SpecificationNumber("\(path).cores", clock.cores, \.description),
      SpecificationNumber("\(path).frequencies", clock.frequencies, rangeText),
      .energy("\(path).voltages", clock.voltages, rangeText),
      .energy("\(path).capacitance", clock.capacitance, \.text),
      .energy("\(path).awake-current", clock.awakeCurrent, \.text),
      SpecificationNumber("\(path).share", clock.share, fractionText),
      SpecificationNumber("\(path).transition", clock.transition, \.text),
    ] + (clock.scales.map { [SpecificationNumber("\(path).scales", $0, fractionText)] } ?? [])
  }
}

extension WorkloadSpecification {
  /// Every number of its calibrations, in the order of its file.
  public var numbers: [SpecificationNumber] {
    calibrations.flatMap { calibration in
      let path =
        "\(name).\(calibration.device).\(calibration.processor).\(calibration.precision.rawValue)"
      return [
        calibration.activePower.map { .energy("\(path).active-power", $0, \.text) },
        SpecificationNumber("\(path).training-rate", calibration.trainingRate, \.text),
        SpecificationNumber("\(path).step-overhead", calibration.stepOverhead, \.text),
        calibration.exponent.map {
          SpecificationNumber("\(path).exponent", $0, exponentText)
        },
        calibration.jitter.map { SpecificationNumber("\(path).jitter", $0, \.text) },
        calibration.memoryRate.map { SpecificationNumber("\(path).memory-rate", $0, \.text) },
        calibration.launchOverlap.map {
          SpecificationNumber("\(path).launch-overlap", $0, exponentText)
        },
      ].compactMap { $0 }
    }
  }
}

/// What the results of a scenario rest on without anybody having measured it.
///
/// The numbers of the server, its device, and of the device's processors those that train.
public func assumptions(of scenario: Scenario) -> [Assumption] {
  var server = scenario.cluster.server
  let device = server.device
  // Without both of them no temperature is modelled, and neither counts.
  if !server.hasHeat { server.airflow = nil }
  let power =
    device.deviceNumbers + scenario.processors.flatMap { device.numbers(of: $0.processor) }
  let limits = scenario.cluster.powerLimit == nil ? [] : device.powerLimitNumbers
  let users = scenario.userLoad.map { device.flashNumbers + $0.numbers } ?? []
  let numbers =
    power + limits + (server.hasHeat ? device.thermalNumbers : []) + server.numbers + users
  // Where a temperature can slow a device down, what warms it touches time as well.
  let touchesTime = server.hasHeat ? power.count : 0
  return assumedCosts(of: scenario)
    + numbers.enumerated().filter { $0.element.basis == .assumed }.map { index, number in
      Assumption(
        path: number.path, value: number.value, source: number.source,
        touches_energy_only: number.touchesEnergyOnly && index >= touchesTime)
    }
}

/// That the workload costs what any work costs on the processor, when nobody calibrated it there.
private func assumedCosts(of scenario: Scenario) -> [Assumption] {
  let device = scenario.cluster.server.device
  let model = scenario.training.model
  return scenario.processors.flatMap { processor, formats in
    formats.compactMap { format in
      if scenario.training.workload?.isCalibrated(
        device: device.name, processor: processor.name, precision: format) == true
      {
        return nil
      }
      return Assumption(
        path: "\(model).\(device.name).\(processor.name).\(format.rawValue)",
        value: "the processor's own costs",
        source: "No calibration of this model was found for this processor and number format",
        touches_energy_only: false)
    }
  }
}
