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
    let errors = record.quantities.compactMap { quantity in
      quantity.heldOut.map { "\(rounded($0.mean * 100, places: 2)) % in \(quantity.name)" }
    }
    let file = record.file.split(separator: "/").last.map(String.init) ?? record.file
    let judged = errors.isEmpty ? "" : " Mean error there: \(errors.joined(separator: ", "))."
    return WorkloadSpecification(
      name: name, title: "Training \(model) in steps of \(batch), over the modes of \(device)",
      model: model, calibrations: [],
      modes: [
        ModeWorkload(
          device: device, processor: processor, precision: .fp32, batch: batch,
          reference: reference, time: time.rounded, power: power.rounded, basis: .derived,
          source: "tidewatt calibrate of \(file), \(record.rows) rows. \(record.procedure)\(judged)"
        )
      ])
  }
}

extension Parametric {
  /// With seven significant digits in every constant, which is more than any of them means.
  fileprivate var rounded: Self {
    var model = self
    for parameter in Self.parameters {
      let value = model[keyPath: parameter.path]
      model[keyPath: parameter.path] = Double(String(format: "%.6e", value)) ?? value
    }
    return model
  }
}
