import Calibration
import Foundation
import Hardware
import Reports
import Scenarios

/// Power of each core of a Snapdragon 865 over its ladder: C V^2 f + k V, voltages given.
enum SnapdragonLadder {
  /// One core of each cluster, as the measurements name it; the largest median error it may have.
  private static let clusters = [
    (cpu: "7", name: "prime", bar: 0.03), (cpu: "4", name: "gold", bar: 0.03),
    (cpu: "1", name: "silver", bar: 0.08),
  ]

  static func judge(_ folder: URL) throws -> ValidationRecord.DataSet {
    guard let file = folder.files({ $0.hasPrefix("freqbench") && $0.hasSuffix(".csv") }).first
    else { throw ValidationFailure.noFile("freqbench_*.csv", folder: folder.relativePath) }
    guard let table = folder.files({ $0.hasPrefix("voltages") && $0.hasSuffix(".txt") }).first
    else { throw ValidationFailure.noFile("voltages_*.txt", folder: folder.relativePath) }
    let voltages = try voltages(of: table)
    var set = ValidationRecord.DataSet(
      folder: folder.lastPathComponent,
      title: "Snapdragon 865: power of one busy core over its operating points",
      citation: "K. Drag0n, freqbench, results/sm8250/main, CoreMark on a Xiaomi Mi 10T Pro, idle "
        + "subtracted; github.com/kdrag0n/freqbench, MIT",
      procedure: "C V^2 f + k V of each cluster, its two constants fitted on every second "
        + "operating point and judged on the others; voltages from the phone's table, not fitted.")
    var series: [ValidationRecord.Series] = []
    for cluster in clusters {
      let points = try points(of: file, cpu: cluster.cpu, voltages)
      let rows = points.map(\.measurement)
      guard let split = Split.splits(of: rows.count, .everySecond, seed: 1).first else { continue }
      let fit = try LadderCalibration(of: split.train.map { rows[$0] })
      let judged = split.judge.map { row in
        ValidationRecord.Row(
          label: "\(cluster.name) \(rounded(Double(points[row].kilohertz) / 1e3, places: 1)) MHz",
          measured: rows[row].power_W,
          modelled: fit.model.watts(at: rows[row].frequency, voltage_V: rows[row].voltage_V))
      }
      set.checks.append(
        ValidationRecord.Check(
          "\(cluster.name) core", unit: "W", .median, bar: cluster.bar, rows: judged,
          fitted: fit.model.words))
      series.append(
        ValidationRecord.Series(
          name: cluster.name,
          marks: rows.map { ($0.frequency.hertz / 1e9, $0.power_W) },
          line: rows.map {
            (
              $0.frequency.hertz / 1e9,
              fit.model.watts(at: $0.frequency, voltage_V: $0.voltage_V)
            )
          }))
    }
    set.pictures = [
      ValidationRecord.Picture(
        title: "Power of one busy core",
        caption: "Marks: measured. Lines: the model, which saw every second point.",
        x: "frequency, GHz", y: "watts above idle", series: series)
    ]
    return set
  }

  private static func points(
    of file: URL, cpu: String, _ voltages: [String: Double]
  ) throws -> [(kilohertz: Int, measurement: LadderMeasurement)] {
    var reading = MeasurementTable.Reading(
      columns: [
        MeasuredColumn("frequency", ["Frequency"], .frequency, unit: "kHz"),
        MeasuredColumn("power", ["Power"], .power, unit: "mW"),
      ], fewestRows: LadderCalibration.fewestMeasurements)
    reading.conditions = [.init(heading: "CPU", text: cpu)]
    let table = try MeasurementTable(file: file.relativePath, reading)
    return try zip(table["frequency"], table["power"]).enumerated().map { row, pair in
      let kilohertz = Int((pair.0 / 1e3).rounded())
      guard let voltage = voltages["\(cpu).\(kilohertz)"] else {
        throw ValidationFailure.unexpected(
          file: file.relativePath, line: table.lines[row],
          expected: "a frequency that the table of voltages has")
      }
      return (
        kilohertz,
        LadderMeasurement(
          frequency: Frequency(hertz: pair.0), voltage_V: voltage, power_W: pair.1)
      )
    }
  }

  /// Volts by `cpu.kilohertz`, from words such as `7.844800=588000` (microvolts).
  private static func voltages(of file: URL) throws -> [String: Double] {
    var voltages: [String: Double] = [:]
    for line in try file.numberedLines() {
      for word in line.text.split(whereSeparator: \.isWhitespace) {
        let parts = word.split(separator: "=")
        guard parts.count == 2, let microvolts = Double(parts[1]) else {
          throw ValidationFailure.unexpected(
            file: file.relativePath, line: line.number,
            expected: "words such as 7.844800=588000")
        }
        voltages[String(parts[0])] = microvolts / 1e6
      }
    }
    return voltages
  }
}

extension LadderPowerModel {
  var words: String {
    "C = \(rounded(capacitance_nF)) nF, k = \(rounded(awake_A * 1e3)) mA"
  }
}

/// Four significant digits at most.
func rounded(_ value: Double) -> String {
  guard value != 0, value.isFinite else { return "\(value)" }
  let scale = pow(10, 3 - floor(log10(value.magnitude)))
  let number = (value * scale).rounded() / scale
  return number == number.rounded() ? "\(Int(number))" : "\(number)"
}

extension ValidationRecord.Check {
  /// A check whose error is a statistic of its rows.
  ///
  /// - Precondition: There are rows.
  init(
    _ name: String, unit: String, _ statistic: Statistic, bar: Double?,
    rows: [ValidationRecord.Row], fitted: String, listsRows: Bool = true
  ) {
    let errors = Errors(relative: rows.map(\.error))
    let differences = rows.map { ($0.modelled - $0.measured).magnitude }
    let value =
      switch statistic {
      case .mean: errors.mean
      case .median: errors.median
      case .worst: errors.worst
      case .difference: differences.max()
      }
    let worst =
      statistic == .difference
      ? rows.indices.max { differences[$0] < differences[$1] } : errors.worstRows(1).first
    self.init(
      name: name, unit: unit, statistic: statistic, error: value ?? .nan, bar: bar,
      judged: rows.count, worst: worst.map { rows[$0] },
      rows: listsRows ? rows : [], fitted: fitted)
  }
}
