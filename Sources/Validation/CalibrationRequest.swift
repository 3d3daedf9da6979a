import Calibration
import Scenarios

/// What `tidewatt calibrate` is asked for.
public struct CalibrationRequest: Sendable {
  /// Which model is fitted.
  public enum Model: String, CaseIterable, Sendable {
    /// Time and power of a workload over the power modes of a board.
    case modes
    /// Power of a core over its ladder of operating points, voltages given.
    case ladder
    /// Time of work of known cost over the frequencies of a processor.
    case compute
  }

  public var file: String
  public var model: Model
  /// Headings in place of the usual ones, by role.
  public var headings: [String: String]
  /// Units in place of the usual ones, by role.
  public var units: [String: String]
  /// Rows count only if they fulfil all of these.
  public var conditions: [MeasurementTable.Condition]
  public var heldOut: HeldOut
  public var seed: UInt64

  public init(
    file: String, model: Model, headings: [String: String] = [:], units: [String: String] = [:],
    conditions: [MeasurementTable.Condition] = [], heldOut: HeldOut = .folds(5), seed: UInt64 = 1
  ) {
    self.file = file
    self.model = model
    self.headings = headings
    self.units = units
    self.conditions = conditions
    self.heldOut = heldOut
    self.seed = seed
  }

  /// - Throws: `Diagnostics`, everything that is wrong with the file.
  func table(_ columns: [MeasuredColumn], fewest: Int) throws(Diagnostics) -> MeasurementTable {
    var reading = MeasurementTable.Reading(columns: columns, fewestRows: fewest)
    reading.headings = headings
    reading.units = units
    reading.conditions = conditions
    return try MeasurementTable(file: file, reading)
  }
}

/// Why measurements that can be read cannot be fitted as asked.
public enum CalibrationError: Error, Hashable, Sendable {
  /// The share that is fitted is too small a number of rows.
  case tooFewFitted(rows: Int, of: Int, fewest: Int)
}

extension CalibrationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooFewFitted(let rows, let all, let fewest):
      "only \(rows) of \(all) rows would be fitted, at least \(fewest) are needed: "
        + "give a larger --train-share"
    }
  }
}
