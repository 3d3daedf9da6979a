import Simulation

/// The strategies of one run beside a baseline: what tables, pictures and the page are made of.
public struct Comparison: Sendable {
  public let run: RunRecord
  /// One for each strategy and seed, in the order of the run.
  public let summaries: [StrategySummary]
  /// One for each strategy over all seeds, in the order of the file.
  public let strategies: [RepeatedStrategy]
  /// Index of the strategy that speed-ups and savings refer to; nil in a run of no strategies.
  public let baselineIndex: Int?

  /// Compares with the first strategy of the file.
  public init(of run: RunRecord) { self.init(run, baselineIndex: 0) }

  /// Compares with the named strategy; nil is the first of the file.
  ///
  /// - Throws: ``UnknownBaseline`` if the run has no strategy of that name.
  public init(of run: RunRecord, baseline: String?) throws(UnknownBaseline) {
    let names = run.strategyNames
    guard let index = baseline.map({ names.firstIndex(of: $0) }) ?? 0 else {
      throw UnknownBaseline(name: baseline ?? "", known: names)
    }
    self.init(run, baselineIndex: index)
  }

  private init(_ run: RunRecord, baselineIndex: Int) {
    self.run = run
    let summaries = run.strategies.map { StrategySummary($0, of: run) }
    self.summaries = summaries
    strategies = run.strategyNames.map { name in
      RepeatedStrategy(
        name: name, runs: summaries.filter { $0.name == name },
        hasTarget: run.target_accuracy != nil)
    }
    self.baselineIndex = strategies.isEmpty ? nil : baselineIndex
  }

  public var baseline: RepeatedStrategy? { baselineIndex.map { strategies[$0] } }

  /// Whether there is more than one seed, and so something to say about their spread.
  var isRepeated: Bool { strategies.contains { $0.runs.count > 1 } }

  /// The look of a strategy in pictures, by its place in the file.
  func identity(of name: String) -> Identity {
    Identity(index: strategies.firstIndex { $0.name == name } ?? 0)
  }

  /// How much sooner than the baseline a strategy gets there, as a factor, over all seeds.
  ///
  /// Paired: each seed is compared with the same seed of the baseline, and the factors have a
  /// geometric mean.
  public func speedUp(_ strategy: RepeatedStrategy) -> BoundedEstimate? {
    .ratio(strategy.runs.map(speedUp))
  }

  /// How many times fewer joules than the baseline a strategy takes, paired over seeds.
  public func energyRatio(_ strategy: RepeatedStrategy) -> BoundedEstimate? {
    .ratio(strategy.runs.map(energyRatio))
  }

  /// Share of the baseline's joules that a strategy saves, at most 1; negative if it takes more.
  public func energySaved(_ strategy: RepeatedStrategy) -> BoundedEstimate? {
    guard let ratio = energyRatio(strategy), let saved = Self.saved(ratio.value) else { return nil }
    return BoundedEstimate(
      saved, interval: ratio.interval.map { 1 - 1 / $0.lowerBound...1 - 1 / $0.upperBound })
  }

  /// How much sooner than the baseline with the same seed one run gets there, as a factor.
  ///
  /// With a target: time to it, and a bound where one of both did not reach it. Without: time of
  /// the last round, if they have equal rounds. Nil where nothing can be said.
  public func speedUp(_ summary: StrategySummary) -> Bounded? {
    baselineRun(of: summary).flatMap { CostRatio.time(summary, over: $0, hasTarget: hasTarget) }
  }

  private func energyRatio(_ summary: StrategySummary) -> Bounded? {
    baselineRun(of: summary).flatMap { CostRatio.energy(summary, over: $0, hasTarget: hasTarget) }
  }

  private var hasTarget: Bool { run.target_accuracy != nil }

  private func baselineRun(of summary: StrategySummary) -> StrategySummary? {
    baseline?.runs.first { $0.seed == summary.seed }
  }

  /// Share of the joules of the baseline with the same seed that one run saves.
  ///
  /// Bounded and nil as ``speedUp(_:)`` is.
  public func energySaved(_ summary: StrategySummary) -> Bounded? {
    energyRatio(summary).flatMap(Self.saved)
  }

  /// Saved is 1 - own/baseline, and the ratio here is baseline/own.
  private static func saved(_ ratio: Bounded) -> Bounded? {
    switch ratio {
    case .exactly(let value): value > 0 ? .exactly(1 - 1 / value) : nil
    case .moreThan(let value): value > 0 ? .moreThan(1 - 1 / value) : nil
    case .lessThan(let value): value > 0 ? .lessThan(1 - 1 / value) : nil
    }
  }
}

/// A baseline was asked for that the run does not have.
public struct UnknownBaseline: Error, Hashable, Sendable, CustomStringConvertible {
  public var name: String
  public var known: [String]

  public init(name: String, known: [String]) {
    self.name = name
    self.known = known
  }

  public var description: String {
    "no strategy '\(name)' in this run; it has: \(known.joined(separator: ", "))"
  }
}
