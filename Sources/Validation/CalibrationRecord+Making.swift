import Calibration
import Numerics
import Reports
import Scenarios

/// A knob of a row of measurements.
struct Setting<Measurement> {
  enum Unit {
    case none
    case megahertz
    case volt

    func text(_ value: Double) -> String {
      switch self {
      case .none: digits(value, 1)
      case .megahertz: digits(value, 1e6)
      case .volt: digits(value, 1)
      }
    }

    /// `name (MHz)`.
    func heading(_ name: String) -> String {
      switch self {
      case .none: name
      case .megahertz: "\(name) (MHz)"
      case .volt: "\(name) (V)"
      }
    }

    private func digits(_ value: Double, _ unit: Double) -> String {
      let number = (value / unit * 1e4).rounded() / 1e4
      return number == number.rounded() && number.magnitude < 1e15
        ? "\(Int(number))" : "\(number)"
    }
  }

  var name: String
  var unit: Unit
  var value: (Measurement) -> Double

  init(_ name: String, _ unit: Unit = .none, _ value: @escaping (Measurement) -> Double) {
    self.name = name
    self.unit = unit
    self.value = value
  }

  var heading: String { unit.heading(name) }

  func text(_ measurement: Measurement) -> String { unit.text(value(measurement)) }

  /// Rows by the values of this knob: each value if they are few, else thirds of the rows.
  func groups(_ rows: [Int], of all: [Measurement]) -> [(value: String, rows: [Int])] {
    let values = Set(rows.map { value(all[$0]) }).sorted()
    if values.count < 2 { return [] }
    if values.count <= 6 {
      return values.map { one in
        (unit.text(one), rows.filter { value(all[$0]) == one })
      }
    }
    let sorted = rows.map { value(all[$0]) }.sorted()
    let low = sorted[sorted.count / 3]
    let high = sorted[2 * sorted.count / 3]
    let parts = [
      rows.filter { value(all[$0]) < low },
      rows.filter { value(all[$0]) >= low && value(all[$0]) < high },
      rows.filter { value(all[$0]) >= high },
    ].filter { !$0.isEmpty }
    return parts.map { part in
      let here = part.map { value(all[$0]) }
      return ("\(unit.text(here.min() ?? 0)) to \(unit.text(here.max() ?? 0))", part)
    }
  }
}

/// Something that a row measured and a model predicts.
struct Quantity<Measurement> {
  var name: String
  var unit: String
  var parameters: [CalibrationRecord.Parameter]
  var measured: (Measurement) -> Double

  init(
    _ name: String, unit: String, parameters: [CalibrationRecord.Parameter],
    measured: @escaping (Measurement) -> Double
  ) {
    self.name = name
    self.unit = unit
    self.parameters = parameters
    self.measured = measured
  }
}

extension CalibrationRecord {
  /// Tables of up to so many rows are listed whole, of longer ones the worst ten rows.
  private static var shortTable: Int { 40 }

  init<Measurement, Fitted>(
    _ request: CalibrationRequest, _ table: MeasurementTable, _ rows: [Measurement],
    _ judgement: Judgement<Measurement, Fitted>, _ settings: [Setting<Measurement>],
    _ quantities: [Validation.Quantity<Measurement>], reference: [(name: String, value: String)]
  ) {
    let isHeldOut = !judgement.judgeRows.isEmpty
    let shown = isHeldOut ? judgement.judgeRows : judgement.trainRows
    let predictions = isHeldOut ? judgement.ofJudge : judgement.ofTrain
    let listsWorstOnly = shown.count > Self.shortTable
    self.init(
      model: request.model.rawValue, file: request.file, rows: rows.count,
      procedure: request.heldOut.words(
        train: judgement.trainRows.count, judge: judgement.judgeRows.count, seed: request.seed),
      seed: request.seed, reference: reference, settings: settings.map(\.heading),
      quantities: quantities.enumerated().compactMap { index, quantity in
        let measured = { quantity.measured(rows[$0]) }
        let fitted = judgement.errors(
          of: judgement.trainRows, quantity: index, in: judgement.ofTrain, measured: measured)
        let heldOut = judgement.errors(
          of: judgement.judgeRows, quantity: index, in: judgement.ofJudge, measured: measured)
        let errors = isHeldOut ? heldOut : fitted
        guard let fittedScores = Scores(fitted) else { return nil }
        let listed = listsWorstOnly ? errors.worstRows(10).map { shown[$0] } : shown
        return CalibrationRecord.Quantity(
          name: quantity.name, unit: quantity.unit, parameters: quantity.parameters,
          fitted: fittedScores, heldOut: Scores(heldOut),
          groups: !listsWorstOnly
            ? []
            : settings.flatMap { setting in
              setting.groups(shown, of: rows).compactMap { value, part in
                let errors = judgement.errors(
                  of: part, quantity: index, in: predictions, measured: measured)
                guard let mean = errors.mean, let bias = errors.bias else { return nil }
                return Group(
                  setting: setting.heading, value: value, rows: part.count, mean: mean, bias: bias)
              }
            },
          rows: listed.map { row in
            Row(
              line: table.lines[row], settings: settings.map { $0.text(rows[row]) },
              measured: measured(row), modelled: predictions[row]?[index] ?? .nan)
          })
      }, listsWorstOnly: listsWorstOnly)
  }
}
