import ArgumentParser
import Calibration
import Foundation
import Hardware
import Scenarios
import Validation

extension CalibrationRequest.Model: ExpressibleByArgument {}

extension Precision: ExpressibleByArgument {}

struct Calibrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit a model to a CSV of measurements, and tell how well it predicts.",
    discussion: """
      --model modes    time and power of a training step over the power modes of a board; columns \
      cores, cpu (kHz), gpu (Hz), mem (Hz), observed_time (ms), observed_power (W)
      --model ladder   power of a core over its operating points; columns frequency (Hz), voltage \
      (V), power (W above idle)
      --model compute  time of work of known cost; columns frequency (Hz), operations, bytes, \
      launches, seconds, and memory (Hz) where that clock changes

      Other headings: --column time=step_ms. Other units: --unit power=mW, or a heading such as \
      'power (mW)'. Only some rows: --where CPU=4.

      Examples:
        tidewatt calibrate modes.csv --model modes --train-share 10% --seed 3
        tidewatt calibrate modes.csv --model modes --out workloads/mine.yaml \
      --device jetson-agx-orin --network resnet18 --batch 16
        tidewatt calibrate core.csv --model ladder --out devices/my-865.yaml \
      --device snapdragon-865 --processor cpu --clock prime
        tidewatt calibrate steps.csv --model compute --out workloads/mine.yaml \
      --device nvidia-v100 --network lenet5
      """)

  @Argument(help: "A table of measurements: commas, tabs or semicolons, with a heading.")
  var file: String

  @Option(help: "What is fitted: modes, ladder or compute.")
  var model: CalibrationRequest.Model

  @Option(
    help: """
      Fit a random share of the rows, such as 10%, and judge on the rest. Without it all rows are \
      fitted, and five further fits on four fifths each judge.
      """)
  var trainShare: String?

  @Option(help: "What judges: folds, random (with --train-share), every-second or none.")
  var heldOut: String?

  @Option(help: "Of the random choice of rows.")
  var seed: UInt64 = 1

  @Option(parsing: .singleValue, help: "The heading of a column: time=step_ms. Repeatable.")
  var column: [String] = []

  @Option(parsing: .singleValue, help: "The unit of a column: power=mW. Repeatable.")
  var unit: [String] = []

  @Option(
    name: .customLong("where"), parsing: .singleValue,
    help: "Only rows whose column of this heading holds this: CPU=4. Repeatable.")
  var conditions: [String] = []

  @Option(
    help: """
      Write the fit as a catalogue file that scenarios can name: a workload, or for a ladder the \
      device with the fitted clock.
      """)
  var out: String?

  @Option(help: "With --out: the device that was measured, such as jetson-agx-orin.")
  var device: String?

  @Option(help: "With --out: the processor that was measured.")
  var processor = "gpu"

  @Option(help: "With --out and a ladder: the clock of the processor, such as prime.")
  var clock: String?

  @Option(help: "With --out and a workload: the model that was trained, as scenarios name it.")
  var network: String?

  @Option(help: "With --out and modes: samples of the measured step.")
  var batch: Int?

  @Option(help: "With --out and compute: how many of the measured launches a training step makes.")
  var launches = 1

  @Option(help: "With --out and compute: the number format, fp32 or int8.")
  var precision = Precision.fp32

  @Flag(help: "Exchange a file that --out names and that is there.")
  var force = false

  @Option(help: "What is printed on standard output: table or json.")
  var format = OutputFormat.table

  func validate() throws {
    guard let out else { return }
    if device == nil { throw ValidationError("--out needs --device, such as jetson-agx-orin") }
    if model == .ladder {
      if clock == nil { throw ValidationError("--out needs --clock, such as prime") }
    } else if network == nil {
      throw ValidationError("--out needs --network, the model's name")
    }
    if model == .modes, (batch ?? 0) <= 0 {
      throw ValidationError("--out needs --batch, the samples of the measured step")
    }
    if launches <= 0 { throw ValidationError("--launches takes a number above zero") }
    if !out.hasSuffix(".yaml") { throw ValidationError("--out takes a file named *.yaml") }
    if FileManager.default.fileExists(atPath: out), !force {
      throw ValidationError("'\(out)' is there already; --force exchanges it")
    }
  }

  func run() throws {
    let run = try CalibrationRun(
      CalibrationRequest(
        file: file, model: model, headings: try Self.pairs(column, option: "--column"),
        units: try Self.pairs(unit, option: "--unit"),
        conditions: try conditions.map { try Self.pair($0, option: "--where") }.map {
          .init(heading: $0.0, text: $0.1)
        }, heldOut: try judges(), seed: seed))
    switch format {
    case .table: print(run.record.text(), terminator: "")
    case .json: print(run.record.json, terminator: "")
    }
    try write(run)
  }

  /// Writes the catalogue's file, after everything that can be wrong with it was seen.
  private func write(_ run: CalibrationRun) throws {
    guard let out, let device else { return }
    let board = try Catalogue.standard.device(named: device)
    let file = URL(filePath: out)
    let name = file.deletingPathExtension().lastPathComponent
    let text: String
    switch run.fitted {
    case .modes(let fit):
      let processor = try processor(of: board)
      text =
        fit.workload(
          named: name, model: network ?? "", device: device, processor: processor.name,
          batch: batch ?? 1, record: run.record
        ).fileText
    case .compute(let fit, let rows):
      let processor = try processor(of: board)
      guard processor.precisions.contains(precision) else {
        throw ValidationError(
          "'\(processor.name)' of '\(device)' does not train in \(precision.rawValue)")
      }
      text =
        fit.workload(
          named: name, model: network ?? "", device: board, processor: processor,
          precision: precision, launches: launches, movesBytes: rows.contains { $0.bytes > 0 },
          record: run.record
        ).fileText
    case .ladder(let fit, let rows):
      do {
        text =
          try fit.device(
            named: name, from: board, processor: processor, clock: clock ?? "",
            measurements: rows, record: run.record
          ).fileText
      } catch let error as LadderFileError {
        throw ValidationError(error.description)
      }
    }
    try Data(text.utf8).write(to: file, options: .atomic)
    Failure.say("written: \(out)")
  }

  private func processor(of board: DeviceSpecification) throws -> ProcessorSpecification {
    if let found = board.processors.first(where: { $0.name == processor }) { return found }
    let known = board.processors.map(\.name).joined(separator: ", ")
    throw ValidationError("'\(board.name)' has no processor '\(processor)'; it has: \(known)")
  }

  private func judges() throws -> HeldOut {
    let share = try trainShare.map(Self.share)
    switch (heldOut, share) {
    case (nil, nil), ("folds", nil): return .folds(5)
    case (nil, let share?), ("random", let share?): return .random(trainShare: share)
    case ("random", nil):
      throw ValidationError("--held-out random needs --train-share, such as --train-share 10%")
    case ("every-second", nil): return .everySecond
    case ("none", nil): return .none
    case (let word?, nil):
      throw ValidationError(
        "--held-out takes folds, random, every-second or none, found '\(word)'")
    case (let word?, _): throw ValidationError("--train-share does not go with '\(word)'")
    }
  }

  /// `10%`, `10 %` or `0.1`.
  private static func share(_ text: String) throws -> Double {
    let isPercent = text.hasSuffix("%")
    let digits = (isPercent ? String(text.dropLast()) : text).filter { $0 != " " }
    guard let number = Double(digits), number > 0, number < (isPercent ? 100 : 1) else {
      throw ValidationError("--train-share takes a share such as 10%, found '\(text)'")
    }
    return isPercent ? number / 100 : number
  }

  private static func pair(_ text: String, option: String) throws -> (String, String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw ValidationError("\(option) takes name=value, found '\(text)'")
    }
    return (String(parts[0]), String(parts[1]))
  }

  private static func pairs(_ texts: [String], option: String) throws -> [String: String] {
    var pairs: [String: String] = [:]
    for text in texts {
      let (name, value) = try pair(text, option: option)
      guard pairs.updateValue(value, forKey: name) == nil else {
        throw ValidationError("\(option) is given twice for '\(name)'")
      }
    }
    return pairs
  }
}
