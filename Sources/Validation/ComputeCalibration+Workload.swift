import Calibration
import Hardware
import Reports
import Simulation

extension ComputeCalibration {
  /// The fit as a workload of the catalogue, with what was fitted and how well as its source.
  ///
  /// Rates hold at the processor's highest clock, to which the model takes them from the highest one
  /// of the measurements.
  ///
  /// - Parameters:
  ///   - launches: How many of the measured launches a training step makes.
  ///   - movesBytes: Whether any measured work moved some: only then memory was fitted.
  public func workload(
    named name: String, model network: String, device: DeviceSpecification,
    processor: ProcessorSpecification, precision: Precision, launches: Int, movesBytes: Bool,
    record: CalibrationRecord
  ) -> WorkloadSpecification {
    let model = model.sevenDigits
    let highest = processor.frequency.value
    var source = record.source
    let scale = highest.hertz / frequency.hertz
    if (scale - 1).magnitude > 1e-6 {
      source +=
        " Measured up to \(rounded(frequency.hertz / 1e6, places: 1)) MHz, rate taken to "
        + "\(rounded(highest.hertz / 1e6, places: 1)) MHz in proportion to the clock."
    }
    func derived<Value>(_ value: Value) -> Sourced<Value> {
      Sourced(value, .derived, source: source)
    }
    return WorkloadSpecification(
      name: name, title: "Training \(network) on \(device.name)", model: network,
      calibrations: [
        ProcessorCalibration(
          device: device.name, processor: processor.name, precision: precision,
          trainingRate: derived(ComputeRate(operationsPerSecond: model.rate_op_per_s * scale)),
          stepOverhead: derived(SimDuration(seconds: model.launch_s * Double(launches))),
          exponent: movesBytes ? derived(min(model.overlap, 100)) : nil,
          memoryRate: movesBytes
            ? derived(DataRate(bytesPerSecond: model.bandwidth_B_per_s)) : nil)
      ])
  }
}
