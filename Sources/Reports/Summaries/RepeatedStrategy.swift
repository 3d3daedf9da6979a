import Simulation

/// One strategy over all seeds: one row of tables.
public struct RepeatedStrategy: Hashable, Sendable {
  /// Its label, unique in the run.
  public var name: String
  /// One for each seed, in the order of the seeds; at least one.
  public var runs: [StrategySummary]
  /// Whether a target accuracy was set.
  let hasTarget: Bool

  /// How many seeds reached the target, or ended where there is none.
  public var reached: Int {
    hasTarget ? runs.count { $0.time_to_target_s != nil } : runs.count { $0.failure == nil }
  }

  public var isReached: Bool { reached == runs.count }

  /// Simulated time to the target, or of its last round where there is none.
  public var time_s: BoundedEstimate? {
    cost(reached: \.time_to_target_s, atLeast: \.lastRoundTime_s)
  }

  /// Joules to the target, or of the last round where there is none, of the headline boundary.
  public var energy_J: BoundedEstimate? {
    cost(reached: \.energy_to_target_J, atLeast: \.lastRoundEnergy_J)
  }

  /// Joules to the target, or of the last round where there is none, of the whole server.
  public var energy_server_J: BoundedEstimate? {
    cost(reached: \.energy_server_to_target_J, atLeast: \.lastRoundEnergy_server_J)
  }

  /// Joules to the target, or of the last round where there is none, of the used devices with their share of the rest.
  public var energy_used_J: BoundedEstimate? {
    cost(reached: \.energy_used_to_target_J, atLeast: \.lastRoundEnergy_used_J)
  }

  /// Nil where a run that has no target ended before its first round did.
  private func cost(
    reached: (StrategySummary) -> Double?, atLeast: (StrategySummary) -> Double
  ) -> BoundedEstimate? {
    if hasTarget { return .cost(reached: runs.map(reached), atLeast: runs.map(atLeast)) }
    guard runs.allSatisfy({ $0.rounds > 0 }) else { return nil }
    return Estimate(runs.map(atLeast)).map { BoundedEstimate($0) }
  }

  /// Where the time of the used devices went, in the mean of the seeds.
  public var decomposition: Decomposition? {
    Decomposition(meanOf: runs.compactMap(\.decomposition))
  }

  /// What the joules were spent on, in the mean of the seeds; nil if that was not recorded.
  var energyLines: [(title: String, key: String, joules: Double)]? {
    let lines = runs.compactMap { $0.energies?.lines }
    guard let first = lines.first, lines.count == runs.count else { return nil }
    return first.indices.map { line in
      let sum = lines.reduce(0) { $0 + $1[line].joules }
      return (first[line].title, first[line].key, sum / Double(lines.count))
    }
  }

  /// The number of rounds of each seed: one number, or the least and the greatest.
  func range(_ rounds: (StrategySummary) -> Int?) -> String {
    let values = runs.compactMap(rounds)
    guard let least = values.min(), let greatest = values.max() else { return Readable.none }
    return least == greatest ? String(least) : "\(least)-\(greatest)"
  }

  /// The mean of a number that every seed has; nil where one has not.
  public func mean(_ value: (StrategySummary) -> Double?) -> Estimate? {
    let values = runs.compactMap(value)
    return values.count == runs.count ? Estimate(values) : nil
  }
}

extension RunRecord {
  /// Every seed of the run, in order.
  public var seeds: [UInt64] {
    var seen: Set<UInt64> = []
    return strategies.map(\.seed).filter { seen.insert($0).inserted }
  }

  /// Names of the strategies, each once, in the order of the file.
  var strategyNames: [String] {
    var seen: Set<String> = []
    return strategies.map(\.name).filter { seen.insert($0).inserted }
  }

  /// The run with its first seed alone, for what shows one run and no mean.
  var ofFirstSeed: RunRecord {
    var run = self
    run.strategies = strategyNames.compactMap { name in strategies.first { $0.name == name } }
    return run
  }
}
