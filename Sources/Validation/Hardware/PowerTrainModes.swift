import Calibration
import Foundation
import Hardware
import Reports
import Scenarios

/// Time and power of training over the power modes of a Jetson AGX Orin.
enum PowerTrainModes {
  /// Bars on the mean error by the beginning of a file's name; other files are told without.
  private static let bars = [
    (workload: "resnet", time: 0.035, power: 0.026), (workload: "yolo", time: 0.052, power: 0.024),
  ]
  private static let share = 0.1
  private static let seeds: ClosedRange<UInt64> = 1...5

  static func judge(_ folder: URL) throws -> ValidationRecord.DataSet {
    let files = folder.files { $0.hasSuffix(".csv") }
    guard !files.isEmpty else {
      throw ValidationFailure.noFile("*_train_data_final.csv", folder: folder.relativePath)
    }
    var set = ValidationRecord.DataSet(
      folder: folder.lastPathComponent,
      title: "PowerTrain: training on a Jetson AGX Orin over its power modes",
      citation: "PowerTrain, Future Generation Computer Systems 2024, arXiv 2407.13944: time of a "
        + "minibatch of 16 and power of the module; no licence stated",
      procedure: "The closed forms of ModeTimeModel and ModePowerModel, fitted on a random 10 % of "
        + "the modes and judged on the rest, with five seeds; the same procedure for every file. A mode "
        + "is named by its cores and its CPU, GPU and memory clocks. The worst have two cores at the "
        + "lowest CPU clock, and some of them were measured as if that clock had not been applied.")
    for file in files { try judge(file, &set) }
    return set
  }

  private static func judge(_ file: URL, _ set: inout ValidationRecord.DataSet) throws {
    let workload = String(file.lastPathComponent.prefix { $0 != "_" && $0 != "." })
    let bar = bars.first { $0.workload == workload }
    let reading = MeasurementTable.Reading(
      columns: MeasuredColumns.modes, fewestRows: ModeCalibration.fewestMeasurements)
    let rows = ModeMeasurement.rows(of: try MeasurementTable(file: file.relativePath, reading))
    var curves: [ValidationRecord.Series] = []
    for seed in seeds {
      let splits = Split.splits(of: rows.count, .random(trainShare: share), seed: seed)
      guard let split = splits.first else { continue }
      let fit = try ModeCalibration(of: split.train.map { rows[$0] })
      let judged = split.judge.map { rows[$0] }
      let said = judged.map { fit.prediction(at: $0.mode) }
      let checks = [
        ValidationRecord.Check(
          "\(workload) time, seed \(seed)", unit: "s", .mean, bar: bar?.time,
          rows: zip(judged, said).map {
            .init(label: $0.mode.words, measured: $0.time_s, modelled: $1.time_s)
          }, fitted: "\(split.train.count) rows, 13 constants", listsRows: false),
        ValidationRecord.Check(
          "\(workload) power, seed \(seed)", unit: "W", .mean, bar: bar?.power,
          rows: zip(judged, said).map {
            .init(label: $0.mode.words, measured: $0.power_W, modelled: $1.power_W)
          }, fitted: "\(split.train.count) rows, 15 constants", listsRows: false),
      ]
      set.checks += checks
      if seed == seeds.lowerBound {
        let errors = fit.errors(on: judged)
        curves = [
          ValidationRecord.Series(name: "time", marks: [], line: Self.curve(errors.time)),
          ValidationRecord.Series(name: "power", marks: [], line: Self.curve(errors.power)),
        ]
      }
    }
    set.pictures.append(
      ValidationRecord.Picture(
        title: "\(workload): judged modes",
        caption: "Share of the modes whose error is at most so large; seed \(seeds.lowerBound).",
        x: "absolute error, %", y: "modes, %", series: curves))
  }

  /// How many per cent of the rows err by at most so many per cent, up to the 98 % quantile.
  private static func curve(_ errors: Errors) -> [(x: Double, y: Double)] {
    (0...98).compactMap { percent in
      errors.quantile(Double(percent) / 100).map { ($0 * 100, Double(percent)) }
    }
  }
}

extension PowerMode {
  /// `2 x 268.8/1300.5/3199 MHz`: cores, and the clocks of CPU, GPU and memory.
  var words: String {
    func megahertz(_ frequency: Frequency) -> String { rounded(frequency.hertz / 1e6, places: 2) }
    return "\(cores) x \(megahertz(cpu))/\(megahertz(gpu))/\(megahertz(memory)) MHz"
  }
}

func rounded(_ value: Double, places: Int) -> String {
  let scale = pow(10, Double(places))
  let number = (value * scale).rounded() / scale
  return number == number.rounded() ? "\(Int(number))" : "\(number)"
}
