/// What one run cost over what another one cost: above 1, the second was cheaper.
enum CostRatio {
  /// With a target: time to it, and a bound where one of both did not reach it.
  ///
  /// Without: time of the last round, if they have equal rounds; a run that was cut says nothing of
  /// what came after it. Nil where nothing can be said.
  static func time(
    _ own: StrategySummary, over other: StrategySummary, hasTarget: Bool
  ) -> Bounded? {
    ratio(own, other, hasTarget, reached: \.time_to_target_s, last: \.lastRoundTime_s)
  }

  /// As ``time(_:over:hasTarget:)``, of joules of the headline boundary.
  static func energy(
    _ own: StrategySummary, over other: StrategySummary, hasTarget: Bool
  ) -> Bounded? {
    ratio(own, other, hasTarget, reached: \.energy_to_target_J, last: \.lastRoundEnergy_J)
  }

  private static func ratio(
    _ own: StrategySummary, _ other: StrategySummary, _ hasTarget: Bool,
    reached: (StrategySummary) -> Double?, last: (StrategySummary) -> Double
  ) -> Bounded? {
    func positive(_ value: Double) -> Double? { value > 0 && value.isFinite ? value : nil }
    guard hasTarget else {
      guard own.rounds == other.rounds, let mine = positive(last(own)),
        let theirs = positive(last(other))
      else { return nil }
      return .exactly(theirs / mine)
    }
    switch (reached(other).flatMap(positive), reached(own).flatMap(positive)) {
    case (let theirs?, let mine?): return .exactly(theirs / mine)
    case (let theirs?, nil): return positive(last(own)).map { .lessThan(theirs / $0) }
    case (nil, let mine?): return positive(last(other)).map { .moreThan($0 / mine) }
    case (nil, nil): return nil
    }
  }
}
