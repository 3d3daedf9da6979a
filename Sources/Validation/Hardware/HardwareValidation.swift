import Foundation
import Reports
import Scenarios

/// The hardware models against every published data set that a folder holds.
public struct HardwareValidation: Sendable {
  public let record: ValidationRecord

  /// What the models can be held against: a folder of the data, and how.
  private static let known: [(folder: String, judge: Judge)] =
    [
      ("snapdragon-865", SnapdragonLadder.judge),
      ("soc-cluster", SoCClusterPower.judge),
      ("powertrain", PowerTrainModes.judge),
      ("jetson", JetsonTables.judge),
      ("jetson", { _ in try OrinNanoHeat.judged() }),
      ("gpu-training", GPUPowerLimits.judge),
      ("gpu-sharing", { _ in SharedGPUs.unmodelled }),
    ]

  private typealias Judge = @Sendable (URL) throws -> ValidationRecord.DataSet

  /// - Parameter folder: Holds a folder for each data set, named as above; others are left alone.
  /// - Throws: `ValidationFailure`, `Diagnostics`, `NumericalFailure`.
  public init(data folder: String) throws {
    let files = FileManager.default
    guard let entries = try? files.contentsOfDirectory(atPath: folder) else {
      throw ValidationFailure.noFolder(folder)
    }
    let names = Self.known.map(\.folder).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    guard entries.contains(where: names.contains) else {
      throw ValidationFailure.nothingKnown(folder, looked: names)
    }
    let sets = try Self.known.filter { entries.contains($0.folder) }.map {
      try $0.judge(URL(filePath: folder).appending(path: $0.folder))
    }
    record = ValidationRecord(
      title: "Hardware models against published measurements", dataSets: sets,
      unused: entries.filter { !names.contains($0) && !$0.hasPrefix(".") && $0 != "README.md" }
        .sorted())
  }
}

/// Why nothing can be validated.
public enum ValidationFailure: Error, Hashable, Sendable {
  /// No folder was named.
  case noData
  case noFolder(String)
  case nothingKnown(String, looked: [String])
  /// A file that its readers know by this name is not in the data set's folder.
  case noFile(String, folder: String)
  /// A file that is there does not hold what its readers expect.
  case unexpected(file: String, line: Int, expected: String)
  /// A folder of scenarios has none to validate.
  case noWorkload(String)
  /// A folder has no bundle.
  case noBundle(String)
  /// A run with the catalogue's own values failed.
  case failedRun(String)
}

extension ValidationFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noData:
      """
      no data to validate against: --data takes a folder of published measurements
        snapdragon-865/  freqbench_*.csv and voltages_*.txt of github.com/kdrag0n/freqbench (MIT)
        soc-cluster/     resnet50_gpu_*.log of github.com/SoC-Cluster/SoC-Cluster-artifacts
        powertrain/      *_train_data_final.csv of PowerTrain (FGCS 2024, arXiv 2407.13944)
        jetson/          tables of clocks, voltages and power modes
        gpu-training/    summary_power_v100.csv of github.com/ml-energy/zeus (Apache-2.0)
      """
    case .noFolder(let folder): "there is no folder '\(folder)'"
    case .nothingKnown(let folder, let names):
      "'\(folder)' holds none of the data sets that are known: \(names.joined(separator: ", "))"
    case .noFile(let name, let folder): "'\(folder)' has no file \(name)"
    case .unexpected(let file, let line, let expected):
      "\(file):\(line):1: expected \(expected)"
    case .noWorkload(let folder):
      """
      '\(folder)' has no scenario to validate: one that learns, with group-wise training in FP32 and \
      at least three of the published baselines
        \(SoCFlowWorkload.baselineNames.joined(separator: ", "))
      """
    case .noBundle(let folder): "there is no bundle in '\(folder)'"
    case .failedRun(let run): "\(run) does not get through two rounds"
    }
  }
}

extension URL {
  /// The files of a folder whose names match, in order of their names.
  func files(_ matches: (String) -> Bool) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter(matches).sorted().map { appending(path: $0) }
  }

  /// The lines of a text file, with their numbers from 1, blank ones left out.
  func numberedLines() throws -> [(number: Int, text: Substring)] {
    let text = try String(contentsOf: self, encoding: .utf8)
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .map { ($0 + 1, $1) }.filter { !$0.text.allSatisfy(\.isWhitespace) }
  }
}
