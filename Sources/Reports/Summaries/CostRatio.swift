/// What one run cost over what another one cost: above 1, the second was cheaper.
enum CostRatio {
  /// With a target: time to it, and a bound where one of both did not reach it.
  ///
  /// Without: length of the runs, if they have equal rounds. Nil where nothing can be said.
  static func time(
    _ own: StrategySummary, over other: StrategySummary, hasTarget: Bool
  ) -> Bounded? {
    ratio(
      own, other, hasTarget, reached: \.time_to_target_s, atLeast: \.lastRoundTime_s,
      whole: \.simulated_time_s)
  }

  /// As ``time(_:over:hasTarget:)``, of joules of the headline boundary.
  static func energy(
    _ own: StrategySummary, over other: StrategySummary, hasTarget: Bool
  ) -> Bounded? {
    ratio(
      own, other, hasTarget, reached: \.energy_to_target_J, atLeast: \.lastRoundEnergy_J,
      whole: \.energy_J)
  }

  private static func ratio(
    _ own: StrategySummary, _ other: StrategySummary, _ hasTarget: Bool,
    reached: (StrategySummary) -> Double?, atLeast: (StrategySummary) -> Double,
    whole: (StrategySummary) -> Double
  ) -> Bounded? {
    func positive(_ value: Double) -> Double? { value > 0 && value.isFinite ? value : nil }
    guard hasTarget else {
      guard own.rounds == other.rounds, let mine = positive(whole(own)),
        let theirs = positive(whole(other))
      else { return nil }
      return .exactly(theirs / mine)
    }
    switch (reached(other).flatMap(positive), reached(own).flatMap(positive)) {
    case (let theirs?, let mine?): return .exactly(theirs / mine)
    case (let theirs?, nil): return positive(atLeast(own)).map { .lessThan(theirs / $0) }
    case (nil, let mine?): return positive(atLeast(other)).map { .moreThan($0 / mine) }
    case (nil, nil): return nil
    }
  }
}
