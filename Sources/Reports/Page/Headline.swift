import Simulation

extension Comparison {
  /// The result in one sentence: who is soonest, and who takes the fewest joules.
  public var headline: String {
    guard !strategies.isEmpty else { return "No strategy was run." }
    if haveUnequalRounds { return unequal }
    let done = tradeOffs.filter(\.isReached)
    // Of equal ones the first in the file is named.
    guard let soonest = least(done, \.time_s), let cheapest = least(done, \.energy_J) else {
      return missed
    }
    let name = strategies[soonest.index].name
    let time = Readable.duration(soonest.time_s)
    let verb = run.target_accuracy == nil ? "ends" : "reaches \(goal) test accuracy"
    if done.count == 1 {
      let alone = strategies.count > 1 ? "only \(name) \(verb)" : "\(name) \(verb)"
      return Self.sentence("\(alone), in \(time) and with \(Readable.energy(soonest.energy_J))")
    }
    if soonest.index == cheapest.index {
      return Self.sentence(
        "\(name) \(verb) soonest, in \(time), and at the fewest joules, "
          + Readable.energy(soonest.energy_J))
    }
    let other = strategies[cheapest.index].name
    return Self.sentence(
      "\(name) \(verb) soonest, in \(time) (\(Readable.energy(soonest.energy_J))); \(other) at the "
        + "fewest joules, \(Readable.energy(cheapest.energy_J)) "
        + "(in \(Readable.duration(cheapest.time_s)))")
  }

  private func least(_ points: [TradeOff], _ cost: (TradeOff) -> Double) -> TradeOff? {
    points.min { (cost($0), $0.index) < (cost($1), $1.index) }
  }

  /// What to say of runs that did different work.
  private var unequal: String {
    let rounds = strategies.map { "\($0.name) did \($0.range(\.rounds))" }
    return "Numbers of rounds differ, so times and joules do not compare: "
      + rounds.joined(separator: ", ") + "."
  }

  /// What to say when no strategy did what was asked.
  private var missed: String {
    guard run.target_accuracy != nil else { return "No strategy took any time or joules." }
    let learned = strategies.compactMap { strategy in
      strategy.mean(\.final_accuracy).map { (strategy: strategy, accuracy: $0.mean) }
    }
    guard let (best, accuracy) = learned.max(by: { $0.accuracy < $1.accuracy }) else {
      return "Nothing was learned, so no strategy reaches \(goal)."
    }
    let closest = strategies.count > 1 ? "\(best.name) comes closest with" : "\(best.name) gets to"
    return "No strategy reaches \(goal) test accuracy within "
      + "\(Readable.count(run.maximum_rounds, "round")); "
      + "\(closest) \(Readable.percent(accuracy)) after "
      + "\(Readable.count(best.runs.map(\.rounds).max() ?? 0, "round"))."
  }

  private static func sentence(_ words: String) -> String { words + "." }
}
