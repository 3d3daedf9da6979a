import Simulation

/// The strategies of one run beside a baseline: what tables, pictures and the page are made of.
public struct Comparison: Sendable {
  public let run: RunRecord
  /// One per strategy, in the order of the file.
  public let summaries: [StrategySummary]
  /// Index of the strategy that speed-ups and savings refer to; nil in a run of no strategies.
  public let baselineIndex: Int?

  /// Compares with the first strategy of the file.
  public init(of run: RunRecord) {
    self.run = run
    summaries = run.strategies.map { StrategySummary($0, of: run) }
    baselineIndex = run.strategies.isEmpty ? nil : 0
  }

  /// Compares with the named strategy; nil is the first of the file.
  ///
  /// - Throws: ``UnknownBaseline`` if the run has no strategy of that name.
  public init(of run: RunRecord, baseline: String?) throws(UnknownBaseline) {
    self.run = run
    summaries = run.strategies.map { StrategySummary($0, of: run) }
    guard let baseline else {
      baselineIndex = run.strategies.isEmpty ? nil : 0
      return
    }
    guard let index = run.strategies.firstIndex(where: { $0.name == baseline }) else {
      throw UnknownBaseline(name: baseline, known: run.strategies.map(\.name))
    }
    baselineIndex = index
  }

  var baseline: StrategySummary? { baselineIndex.map { summaries[$0] } }

  /// How much sooner than the baseline a strategy gets there, as a factor.
  ///
  /// With a target: time to it, and a bound where one of both did not reach it. Without: length of
  /// the runs, if they have equal rounds. Nil where nothing can be said.
  public func speedUp(_ summary: StrategySummary) -> Bounded? {
    ratio(
      summary, reached: \.time_to_target_s, atLeast: \.lastRoundTime_s, whole: \.simulated_time_s)
  }

  /// Share of the baseline's joules that a strategy saves, at most 1; negative if it takes more.
  ///
  /// Bounded and nil as ``speedUp(_:)`` is.
  public func energySaved(_ summary: StrategySummary) -> Bounded? {
    ratio(summary, reached: \.energy_to_target_J, atLeast: \.lastRoundEnergy_J, whole: \.energy_J)
      .flatMap { ratio in
        // Saved is 1 - own/baseline, and the ratio here is baseline/own.
        switch ratio {
        case .exactly(let value): value > 0 ? .exactly(1 - 1 / value) : nil
        case .moreThan(let value): value > 0 ? .moreThan(1 - 1 / value) : nil
        case .lessThan(let value): value > 0 ? .lessThan(1 - 1 / value) : nil
        }
      }
  }

  /// The baseline's cost over a strategy's own.
  private func ratio(
    _ summary: StrategySummary, reached: (StrategySummary) -> Double?,
    atLeast: (StrategySummary) -> Double, whole: (StrategySummary) -> Double
  ) -> Bounded? {
    guard let baseline else { return nil }
    func positive(_ value: Double) -> Double? { value > 0 && value.isFinite ? value : nil }
    guard run.target_accuracy != nil else {
      guard summary.rounds == baseline.rounds, let own = positive(whole(summary)),
        let other = positive(whole(baseline))
      else { return nil }
      return .exactly(other / own)
    }
    switch (reached(baseline).flatMap(positive), reached(summary).flatMap(positive)) {
    case (let other?, let own?): return .exactly(other / own)
    case (let other?, nil): return positive(atLeast(summary)).map { .lessThan(other / $0) }
    case (nil, let own?): return positive(atLeast(baseline)).map { .moreThan($0 / own) }
    case (nil, nil): return nil
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
