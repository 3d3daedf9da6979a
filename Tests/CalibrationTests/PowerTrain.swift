import Calibration
import Foundation
import Hardware

/// Published measurements that lie beside the project, or not: tests without them are skipped.
enum Published {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/data")

  static var isThere: Bool { FileManager.default.fileExists(atPath: folder.path) }

  /// PowerTrain's columns: cores, cpu (kHz), gpu (Hz), mem (Hz), ms, W.
  static func powerTrain(_ name: String) throws -> [ModeMeasurement] {
    let file = folder.appending(path: "powertrain/\(name)_train_data_final.csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
    return lines.dropFirst().compactMap { line in
      let cells = line.split(separator: ",").compactMap { Double($0) }
      guard cells.count == 6 else { return nil }
      return ModeMeasurement(
        mode: PowerMode(
          cores: Int(cells[0]), cpu: Frequency(hertz: cells[1] * 1e3),
          gpu: Frequency(hertz: cells[2]), memory: Frequency(hertz: cells[3])),
        time_s: cells[4] / 1e3, power_W: cells[5])
    }
  }
}
