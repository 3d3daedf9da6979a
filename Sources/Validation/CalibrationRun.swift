import Calibration
import Hardware
import Reports
import Scenarios

/// A model fitted to a file of measurements: what is told of it, and what a scenario can use.
public struct CalibrationRun: Sendable {
  public let record: CalibrationRecord
  public let fitted: Fitted

  /// What was fitted, of which a file of the catalogue can be made.
  public enum Fitted: Sendable {
    case modes(ModeCalibration)
    case ladder(LadderCalibration, [LadderMeasurement])
    case compute(ComputeCalibration, [ComputeMeasurement])
  }

  /// Reads the file and fits.
  ///
  /// - Throws: `Diagnostics`, `CalibrationError`, `NumericalFailure`.
  public init(_ request: CalibrationRequest) throws {
    switch request.model {
    case .modes: (record, fitted) = try Self.modes(request)
    case .ladder: (record, fitted) = try Self.ladder(request)
    case .compute: (record, fitted) = try Self.compute(request)
    }
  }

  // MARK: Models

  private static func modes(
    _ request: CalibrationRequest
  ) throws -> (CalibrationRecord, Fitted) {
    let table = try request.table(
      MeasuredColumns.modes, fewest: ModeCalibration.fewestMeasurements)
    let rows = ModeMeasurement.rows(of: table)
    let judgement = try Judgement(
      rows, request.heldOut, seed: request.seed, fewest: ModeCalibration.fewestMeasurements,
      fit: { try ModeCalibration(of: $0) },
      predict: { fitted, row in
        let prediction = fitted.prediction(at: row.mode)
        return [prediction.time_s, prediction.power_W]
      })
    let fitted = judgement.fitted
    let settings: [Setting<ModeMeasurement>] = [
      Setting("cores") { Double($0.mode.cores) },
      Setting("cpu", .megahertz) { $0.mode.cpu.hertz },
      Setting("gpu", .megahertz) { $0.mode.gpu.hertz },
      Setting("memory", .megahertz) { $0.mode.memory.hertz },
    ]
    let quantities = [
      Quantity<ModeMeasurement>(
        "time", unit: "s", parameters: CalibrationRecord.parameters(of: fitted.time)
      ) { $0.time_s },
      Quantity("power", unit: "W", parameters: CalibrationRecord.parameters(of: fitted.power)) {
        $0.power_W
      },
    ]
    let reference = fitted.reference
    let record = CalibrationRecord(
      request, table, rows, judgement, settings, quantities,
      reference: [
        ("cores", "\(reference.cores)"), ("cpu", reference.cpu.text), ("gpu", reference.gpu.text),
        ("memory", reference.memory.text),
      ])
    return (record, .modes(fitted))
  }

  private static func ladder(
    _ request: CalibrationRequest
  ) throws -> (CalibrationRecord, Fitted) {
    let table = try request.table(
      MeasuredColumns.ladder, fewest: LadderCalibration.fewestMeasurements)
    let rows = LadderMeasurement.rows(of: table)
    let judgement = try Judgement(
      rows, request.heldOut, seed: request.seed, fewest: LadderCalibration.fewestMeasurements,
      fit: { try LadderCalibration(of: $0) },
      predict: { [$0.model.watts(at: $1.frequency, voltage_V: $1.voltage_V)] })
    let record = CalibrationRecord(
      request, table, rows, judgement,
      [
        Setting("frequency", .megahertz) { $0.frequency.hertz },
        Setting("voltage", .volt) { $0.voltage_V },
      ],
      [
        Quantity(
          "power", unit: "W", parameters: CalibrationRecord.parameters(of: judgement.fitted.model)
        ) { $0.power_W }
      ], reference: [])
    return (record, .ladder(judgement.fitted, rows))
  }

  private static func compute(
    _ request: CalibrationRequest
  ) throws -> (CalibrationRecord, Fitted) {
    let table = try request.table(
      MeasuredColumns.compute, fewest: ComputeCalibration.fewestMeasurements)
    let rows = try ComputeMeasurement.rows(of: table, file: request.file)
    let judgement = try Judgement(
      rows, request.heldOut, seed: request.seed, fewest: ComputeCalibration.fewestMeasurements,
      fit: { try ComputeCalibration(of: $0) }, predict: { [$0.seconds(of: $1)] })
    let fitted = judgement.fitted
    var reference = [("frequency", fitted.frequency.text)]
    if let memory = fitted.memoryFrequency { reference.append(("memory", memory.text)) }
    let record = CalibrationRecord(
      request, table, rows, judgement,
      [
        Setting("frequency", .megahertz) { $0.frequency.hertz },
        Setting("operations") { $0.operations },
        Setting("bytes") { $0.bytes },
        Setting("launches") { $0.launches },
      ],
      [
        Quantity("time", unit: "s", parameters: CalibrationRecord.parameters(of: fitted.model)) {
          $0.time_s
        }
      ], reference: reference)
    return (record, .compute(fitted, rows))
  }
}

extension CalibrationRecord {
  static func parameters<Model: Parametric>(of model: Model) -> [Parameter] {
    Model.parameters.map {
      Parameter(
        name: $0.name, value: model[keyPath: $0.path], unit: $0.unit, meaning: $0.meaning)
    }
  }
}
