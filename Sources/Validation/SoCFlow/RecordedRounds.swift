import Experiments
import Foundation
import Reports
import Scenarios
import Simulation
import Strategies

/// What strategies learned in recorded runs: rounds to their targets, and accuracy in the end.
struct RecordedRounds: Sendable {
  typealias Rounds = SoCFlowRecord.Rounds

  /// A bundle that is about a workload of the folder.
  private struct Source: Sendable {
    var path: String
    var record: RunRecord
    /// The section `training` of its effective scenario.
    var training: Substring
  }

  private let sources: [Source]

  /// - Parameter folders: Bundles, or folders that hold bundles at any depth.
  init(_ folders: [String]) throws {
    sources = try folders.flatMap { folder in
      let found = Self.bundles(in: URL(filePath: folder))
      guard !found.isEmpty else { throw ValidationFailure.noBundle(folder) }
      return try found.map {
        let bundle = try BundleFolder(reading: $0)
        return Source(
          path: $0.relativePath, record: try bundle.record(of: $0.path),
          training: Self.training(
            in: String(decoding: bundle.files[BundleFolder.scenarioName] ?? Data(), as: UTF8.self)))
      }
    }
  }

  /// From `training:` to the next key that is not indented.
  private static func training(in scenario: String) -> Substring {
    let text = scenario[...]
    guard let start = text.firstRange(of: /(?m)^training:/)?.lowerBound else { return "" }
    let rest = text[start...]
    return rest[..<(rest.firstRange(of: /\n[a-z]/)?.lowerBound ?? rest.endIndex)]
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

  /// Bundles of a workload: they learned for real, and trained the same on the same devices.
  private func sources(of workload: SoCFlowWorkload) -> [Source] {
    sources.filter { Self.fault($0.record, workload) == nil }
  }

  /// Why a record says nothing of a workload; nil if it does.
  private static func fault(_ record: RunRecord, _ workload: SoCFlowWorkload) -> String? {
    if record.target_accuracy == nil { return "it has no target accuracy" }
    if !record.strategies.contains(where: { $0.rounds.contains { $0.accuracy != nil } }) {
      return "it learned nothing"
    }
    if record.description != workload.headline {
      return "it is of '\(record.description)', not '\(workload.headline)'"
    }
    return nil
  }

  private struct Run {
    var run: StrategyRecord
    var target: Double
    /// How many rounds it might take.
    var most: Int
    var training: Substring
  }

  /// Runs with learning of a strategy, with their target; maybe several of one seed.
  private func runs(of choice: StrategyChoice, in sources: [Source]) -> [Run] {
    sources.flatMap { source in
      let record = source.record
      return record.strategies.filter { choice.wrote($0) }.compactMap { run in
        record.target_accuracy.map {
          Run(run: run, target: $0, most: record.maximum_rounds, training: source.training)
        }
      }
    }
  }

  /// Nil if nothing of it was recorded.
  ///
  /// Where runs of the workload's own scenario were, they alone count, so that all strategies have the
  /// same seeds.
  func rounds(of choice: StrategyChoice, in workload: SoCFlowWorkload) -> Rounds? {
    let all = sources(of: workload)
    let own = runs(
      of: choice, in: all.filter { $0.record.scenario == workload.scenario.name })
    // Of several records of one seed the first counts.
    var seeds: Set<UInt64> = []
    let runs = (own.isEmpty ? runs(of: choice, in: all) : own)
      .filter { seeds.insert($0.run.seed).inserted }
    let found = runs.map { one in
      let run = one.run
      let reached = run.rounds.first { ($0.accuracy ?? -.infinity) >= one.target }
      // One that failed would not have reached it later; one that was cut off might have.
      let last = run.failure == nil ? run.rounds.count : one.most
      return (count: Double(reached?.round ?? last), isReached: reached != nil)
    }
    guard !found.isEmpty else { return nil }
    return Rounds(
      found.reduce(0) { $0 + $1.count } / Double(found.count),
      isReached: found.allSatisfy(\.isReached), seeds: found.count)
  }

  /// Test accuracy of a run that trained for all of its rounds.
  struct Accuracy: Sendable {
    /// After the last round.
    var final: Double
    /// After the best one.
    var best: Double
    /// The number of groups that it took by early accuracy, if it did.
    var groups: String?
  }

  /// Test accuracies of a strategy's runs.
  struct Accuracies: Sendable {
    /// What makes two runs a pair: the seed, and all that the scenario says of training.
    struct Key: Hashable, Sendable {
      var seed: UInt64
      var training: Substring
    }

    /// Of several runs alike the first.
    fileprivate(set) var whole: [Key: Accuracy] = [:]
    /// Whether runs stopped at their target, of which nothing can be said.
    fileprivate(set) var haveStopped = false

    /// This and another's, for each seed of which both trained in the same way.
    func pairs(with other: Self) -> [(own: Accuracy, other: Accuracy)] {
      var seeds: Set<UInt64> = []
      return whole.keys.sorted { ($0.seed, $0.training) < ($1.seed, $1.training) }
        .compactMap { key in
          guard let own = whole[key], let other = other.whole[key],
            seeds.insert(key.seed).inserted
          else { return nil }
          return (own, other)
        }
    }
  }

  func accuracies(of choice: StrategyChoice, in workload: SoCFlowWorkload) -> Accuracies {
    var found = Accuracies()
    for one in runs(of: choice, in: sources(of: workload)) where one.run.failure == nil {
      let run = one.run
      let key = Accuracies.Key(seed: run.seed, training: one.training)
      let all = run.rounds.compactMap(\.accuracy)
      if run.rounds.count < one.most {
        found.haveStopped = true
      } else if found.whole[key] == nil, let final = all.last, let best = all.max() {
        found.whole[key] = Accuracy(
          final: final, best: best,
          groups: run.decisions?.last { $0.parameter == "groups" }?.taken)
      }
    }
    return found
  }

  /// Which bundles were taken for which workload, and which were not and why, in sentences.
  func told(of workloads: [SoCFlowWorkload]) -> [String] {
    sources.map { source in
      let record = source.record
      let name = "\(source.path) (\(record.scenario), run \(record.run_id))"
      if !workloads.contains(where: { Self.fault(record, $0) == nil }) {
        guard let workload = workloads.first(where: { $0.scenario.name == record.scenario }) else {
          return "Left out: \(name): no workload of the folder is of \(record.description)."
        }
        return "Left out: \(name): \(Self.fault(record, workload) ?? "")."
      }
      let seeds = Set(record.strategies.map(\.seed)).sorted().map(String.init)
      let target = (record.target_accuracy ?? 0) * 100
      let failed = record.strategies.filter { $0.failure != nil }.map {
        "\($0.name) failed with seed \($0.seed) after round \($0.rounds.count)"
      }
      return
        ([
          "Recorded: \(name), target \(String(format: "%.4g", target)) % within "
            + "\(record.maximum_rounds) rounds, \(seeds.count == 1 ? "seed" : "seeds") "
            + seeds.joined(separator: ", ")
        ] + failed).joined(separator: "; ") + "."
    }
  }
}

extension StrategyChoice {
  /// Whether a record is of this strategy with these parameters, on all devices.
  ///
  /// A parameter that the record does not name is one that had its default before it had a name.
  fileprivate func wrote(_ run: StrategyRecord) -> Bool {
    guard run.strategy.map({ $0 == name }) ?? (run.name == label || run.name.hasPrefix(name)) else {
      return false
    }
    var plain = self
    plain.devices = nil
    let own = Self.pairs(plain.parametersText)
    let recorded = Self.pairs(run.parameters)
    let declared = StrategyRegistry.named(name)?.parameters ?? []
    return recorded.allSatisfy { own[$0.key] == $0.value }
      && own.allSatisfy { key, value in
        recorded[key] != nil || declared.contains { $0.name == key && $0.defaultValue == value }
      }
  }

  /// `a: 1, b: { 1: 5, 101: 4 }` by its outer keys.
  private static func pairs(_ text: String) -> [String: String] {
    var depth = 0
    let outer = text.map { character -> Character in
      depth += character == "{" ? 1 : character == "}" ? -1 : 0
      return character == "," && depth > 0 ? ";" : character
    }
    return Dictionary(
      String(outer).split(separator: ", ").map { pair in
        let parts = pair.split(separator: ": ", maxSplits: 1).map(String.init)
        return (parts[0], parts.count > 1 ? parts[1] : "")
      }, uniquingKeysWith: { a, _ in a })
  }
}
