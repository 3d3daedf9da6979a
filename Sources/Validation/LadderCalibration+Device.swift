import Calibration
import Foundation
import Hardware
import Reports

extension LadderCalibration {
  /// A device of the catalogue with the fit, and the measured points, in one of its clocks.
  ///
  /// - Throws: `LadderFileError`.
  public func device(
    named name: String, from base: DeviceSpecification, processor: String, clock: String,
    measurements: [LadderMeasurement], record: CalibrationRecord
  ) throws -> DeviceSpecification {
    guard let index = base.processors.firstIndex(where: { $0.name == processor }) else {
      throw LadderFileError.noProcessor(processor, of: base)
    }
    let clocks = base.processors[index].clocks
    guard let number = clocks.firstIndex(where: { $0.name == clock }) else {
      throw LadderFileError.noClock(clock, of: base.processors[index])
    }
    var points: [LadderMeasurement] = []
    for row in measurements.sorted(by: {
      ($0.frequency, $0.voltage_V) < ($1.frequency, $1.voltage_V)
    })
    where row.frequency != points.last?.frequency {
      if let last = points.last, row.voltage_V < last.voltage_V {
        throw LadderFileError.voltageFalls(at: row.frequency)
      }
      points.append(row)
    }
    func derived<Value>(_ value: Value) -> Sourced<Value> {
      Sourced(value, .derived, source: record.source)
    }
    func measured<Value>(_ value: Value) -> Sourced<Value> {
      Sourced(value, .measured, source: record.source)
    }
    let model = model.sevenDigits
    var device = base
    device.name = name
    device.title = "\(base.title), \(processor) \(clock) calibrated"
    var domain = clocks[number]
    domain.frequencies = measured(points.map(\.frequency))
    domain.voltages = measured(points.map { Voltage(volts: $0.voltage_V) })
    domain.capacitance = derived(Capacitance(farads: model.capacitance_nF * 1e-9))
    domain.awakeCurrent = derived(ElectricCurrent(amperes: model.awake_A))
    device.processors[index].clocks[number] = domain
    if number == 0, let highest = points.last {
      device.processors[index].frequency = measured(highest.frequency)
    }
    if let activity = device.processors[index].activity, activity < 0 {
      throw LadderFileError.awakeAboveActive(device.processors[index])
    }
    return device
  }
}

/// Why a fit cannot become a device of the catalogue.
public enum LadderFileError: Error, Hashable, Sendable {
  case noProcessor(String, of: DeviceSpecification)
  case noClock(String, of: ProcessorSpecification)
  case voltageFalls(at: Frequency)
  /// Its awake cores alone would draw more than the device says that it draws at work.
  case awakeAboveActive(ProcessorSpecification)
}

extension LadderFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noProcessor(let name, let device):
      "'\(device.name)' has no processor '\(name)'; it has: "
        + device.processors.map(\.name).joined(separator: ", ")
    case .noClock(let name, let processor):
      processor.clocks.isEmpty
        ? "'\(processor.name)' has no clocks"
        : "'\(processor.name)' has no clock '\(name)'; it has: "
          + processor.clocks.map(\.name).joined(separator: ", ")
    case .voltageFalls(let frequency):
      "the voltage falls at \(rounded(frequency.hertz / 1e6, places: 1)) MHz: "
        + "points of a ladder need rising voltages"
    case .awakeAboveActive(let processor):
      "the fitted current makes the awake cores of '\(processor.name)' draw more than its active "
        + "power of \(rounded(processor.activePower.value.watts, places: 3)) W"
    }
  }
}
