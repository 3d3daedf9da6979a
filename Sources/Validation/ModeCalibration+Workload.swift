import Calibration
import Foundation
import Hardware
import Reports

extension ModeCalibration {
  /// The fit as a workload of the catalogue, with what was fitted and how well as its source.
  public func workload(
    named name: String, model: String, device: String, processor: String, batch: Int,
    record: CalibrationRecord
  ) -> WorkloadSpecification {
    return WorkloadSpecification(
      name: name, title: "Training \(model) in steps of \(batch), over the modes of \(device)",
      model: model, calibrations: [],
      modes: [
        ModeWorkload(
          device: device, processor: processor, precision: .fp32, batch: batch,
          reference: reference, time: time.sevenDigits, power: power.sevenDigits, basis: .derived,
          source: record.source)
      ])
  }
}

extension CalibrationRecord {
  /// Which rows were fitted and how well, for the numbers of a catalogue file.
  var source: String {
    let errors = quantities.compactMap { quantity in
      quantity.heldOut.map { "\(rounded($0.mean * 100, places: 2)) % in \(quantity.name)" }
    }
    let name = file.split(separator: "/").last.map(String.init) ?? file
    let judged = errors.isEmpty ? "" : " Mean error there: \(errors.joined(separator: ", "))."
    return "tidewatt calibrate of \(name), \(rows) rows. \(procedure)\(judged)"
  }
}

extension Parametric {
  /// With seven significant digits in every constant, which is more than any of them means.
  var sevenDigits: Self {
    var model = self
    for parameter in Self.parameters {
      let value = model[keyPath: parameter.path]
      model[keyPath: parameter.path] = Double(String(format: "%.6e", value)) ?? value
    }
    return model
  }
}
