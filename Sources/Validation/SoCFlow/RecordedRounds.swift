import Experiments
import Foundation
import Reports
import Scenarios
import Simulation

/// How many rounds strategies took to their targets, and how accurate they became, in recorded runs.
struct RecordedRounds: Sendable {
  /// Rounds to a target.
  struct Rounds: Sendable {
    /// Mean of the seeds.
    var count: Double
    /// Else the target was not reached within them by every seed.
    var isReached = true
  }

  private let records: [RunRecord]

  /// - Parameter folders: Bundles, or folders that hold bundles at any depth.
  init(_ folders: [String]) throws {
    records = try folders.flatMap { folder in
      let found = Self.bundles(in: URL(filePath: folder))
      guard !found.isEmpty else { throw ValidationFailure.noBundle(folder) }
      return try found.map { try BundleFolder(reading: $0).record(of: $0.path) }
    }
  }

  private static func bundles(in folder: URL) -> [URL] {
    let files = FileManager.default
    if files.fileExists(atPath: folder.appending(path: BundleFolder.manifestName).path) {
      return [folder]
    }
    let names = (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().map { folder.appending(path: $0) }
      .filter { $0.hasDirectoryPath || (try? files.contentsOfDirectory(atPath: $0.path)) != nil }
      .flatMap(bundles)
  }

  /// The seeds of a strategy of a workload that were run with learning, with their target.
  private func runs(
    of choice: StrategyChoice, in workload: SoCFlowWorkload
  ) -> [(run: StrategyRecord, target: Double, most: Int)] {
    var plain = choice
    plain.devices = nil
    let found = records.filter { $0.scenario == workload.scenario.name }.flatMap { record in
      record.strategies.filter {
        $0.parameters == plain.parametersText
          && ($0.name == choice.label || $0.name.hasPrefix(choice.name))
      }.compactMap { run in
        record.target_accuracy.map { (run, $0, record.maximum_rounds) }
      }
    }
    // Of several records of one seed the first counts.
    var seeds: Set<UInt64> = []
    return found.filter { seeds.insert($0.0.seed).inserted }
  }

  /// Nil if nothing of it was recorded.
  func rounds(of choice: StrategyChoice, in workload: SoCFlowWorkload) -> Rounds? {
    let found = runs(of: choice, in: workload).map { run, target, most in
      run.rounds.first { ($0.accuracy ?? -.infinity) >= target }.map {
        Rounds(count: Double($0.round))
      }
        ?? Rounds(count: Double(most), isReached: false)
    }
    guard !found.isEmpty else { return nil }
    return Rounds(
      count: found.reduce(0) { $0 + $1.count } / Double(found.count),
      isReached: found.allSatisfy(\.isReached))
  }

  /// The best test accuracy of every seed.
  func accuracies(of choice: StrategyChoice, in workload: SoCFlowWorkload) -> [UInt64: Double] {
    var found: [UInt64: Double] = [:]
    for (run, _, _) in runs(of: choice, in: workload) {
      found[run.seed] = run.rounds.compactMap(\.accuracy).max()
    }
    return found
  }
}
