extension SoCFlowRecord {
  /// What `tidewatt validate socflow --format json` prints; ends with a line feed.
  public var json: String {
    JSONValue.object([
      ("title", .text(Self.title)),
      ("workloads", .list(workloads.map { .text($0) })),
      ("draws", .integer(draws)),
      ("seed", .unsigned(seed)),
      ("claims", .list(claims.map(json))),
      ("speed_ups", .list(speedUps.map(json))),
      ("equal_power", .list(yardsticks.map(json))),
      ("accuracy", .list(accuracies.map(json))),
      ("accuracy_notes", .list(accuracyNotes.map { .text($0) })),
      ("sensitivity", .list(sensitivities.map(json))),
      (
        "influences",
        .list(
          influences.map {
            .object([
              ("headline", .text($0.headline)), ("path", .text($0.path)),
              ("rank_correlation", .number($0.correlation)),
            ])
          })
      ),
      (
        "varied",
        .list(
          varied.map {
            .object([
              ("path", .text($0.path)), ("value", .text($0.value)), ("from", .number($0.least)),
              ("to", .number($0.greatest)), ("unit", .text($0.isDifference ? "K" : "of value")),
              ("rule", .text($0.rule)),
            ])
          })
      ),
      (
        "held",
        .list(
          held.map {
            .object([
              ("path", .text($0.path)), ("value", .text($0.value)), ("why", .text($0.why)),
            ])
          })
      ),
      ("method", .list(method.map { .text($0) })),
    ]).written + "\n"
  }

  private func json(_ ratio: Ratio) -> JSONValue {
    .object([
      ("value", .number(ratio.value)), ("bound", .text(ratio.bound.rawValue)),
      ("quantile_05", .optional(ratio.interval?.lowerBound)),
      ("quantile_95", .optional(ratio.interval?.upperBound)),
    ])
  }

  private func json(_ claim: Claim) -> JSONValue {
    .object([
      ("name", .text(claim.name)), ("published", .text(claim.published)),
      ("modelled", .list(claim.ratios.map(json))),
      ("modelled_words", claim.words.map { .text($0) } ?? .null), ("verdict", .text(claim.verdict)),
      ("finding", .list(claim.finding.map { .text($0) })),
    ])
  }

  private func json(_ rounds: Rounds) -> JSONValue {
    .object([
      ("mean", .number(rounds.count)), ("reached", .truth(rounds.isReached)),
      ("recorded_seeds", .optional(rounds.seeds)),
    ])
  }

  private func json(_ row: SpeedUp) -> JSONValue {
    .object([
      ("workload", .text(row.workload)), ("baseline", .text(row.baseline)),
      ("rounds", json(row.rounds)), ("rounds_fp32", json(row.floatingRounds)),
      ("rounds_mixed", json(row.mixedRounds)), ("time_s", .number(row.seconds)),
      ("communication_share", .number(row.communicationShare)),
      ("fp32", row.floating.map(json) ?? .null), ("mixed", row.mixed.map(json) ?? .null),
    ])
  }

  private func json(_ row: Yardstick) -> JSONValue {
    .object([
      ("workload", .text(row.workload)), ("gpu", .text(row.gpu)),
      ("strategy", .text(row.strategy)), ("boundary", .text(row.boundary)),
      ("budget_W", .number(row.budget_W)), ("soc_W", .number(row.price_W)),
      ("groups", .integer(row.groups)), ("devices", .integer(row.devices)),
      ("gpu_time_s", .number(row.gpuSeconds)), ("time_s", .number(row.seconds)),
      ("gpu_energy_J", .number(row.gpuEnergy_J)), ("energy_J", .number(row.energy_J)),
      ("speed_up", json(row.sooner)), ("energy_ratio", json(row.cheaper)),
    ])
  }

  private func json(_ row: Accuracy) -> JSONValue {
    .object([
      ("workload", .text(row.workload)), ("strategy", .text(row.strategy)),
      ("seeds", .integer(row.seeds)), ("accuracy", .number(row.own)),
      ("synchronous_accuracy", .number(row.synchronous)),
      ("difference", .number(row.difference.mean)),
      ("difference_low", .optional(row.difference.interval?.lowerBound)),
      ("difference_high", .optional(row.difference.interval?.upperBound)),
      ("best_difference", .number(row.bestDifference.mean)),
      ("best_difference_low", .optional(row.bestDifference.interval?.lowerBound)),
      ("best_difference_high", .optional(row.bestDifference.interval?.upperBound)),
      ("allowed_loss", .number(row.allowedLoss)), ("verdict", .text(row.verdict.rawValue)),
    ])
  }

  private func json(_ row: Sensitivity) -> JSONValue {
    func ends(_ range: ClosedRange<Double>?) -> JSONValue {
      range.map { .list([.number($0.lowerBound), .number($0.upperBound)]) } ?? .null
    }
    return .object([
      ("name", .text(row.name)), ("what", .text(row.words)), ("factor", .number(row.factor)),
      ("speed_up", ends(row.speedUp)), ("energy_card", ends(row.card)),
      ("energy_server", ends(row.server)),
    ])
  }
}
