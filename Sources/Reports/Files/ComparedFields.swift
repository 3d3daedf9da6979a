import Simulation

extension Comparison {
  /// What `tidewatt compare --format json` prints.
  ///
  /// Top level: `scenario`, `seeds`, `run_id`, `boundary`, `target_accuracy`, `baseline`,
  /// `strategies`, `pareto_front` (names, soonest first) and `assumptions`. Each strategy is a flat
  /// object: the fields of ``aggregates``; then `speed_up` and `energy_saved` against the baseline,
  /// paired over seeds, with `_low` and `_high`, or `_above` and `_below` where only a bound is
  /// known; `on_front`; mean seconds of a used device by phase (`compute_s`, ...) and of those
  /// `throttled_s`, in which all used devices drew the `throttled_J` of the aggregates; and joules of
  /// the whole server (`compute_J`, ..., `unused_J`, `links_J`, `shared_J`, `supply_J`), which add up.
  public var comparedJSON: String { comparedFields.written + "\n" }

  var comparedFields: JSONValue {
    let front = paretoFront
    return .object([
      ("scenario", .text(run.scenario)),
      ("seeds", .list(run.seeds.map { .unsigned($0) })),
      ("run_id", .text(run.run_id)),
      ("boundary", .text(run.boundary)),
      ("target_accuracy", .optional(run.target_accuracy)),
      ("baseline", baseline.map { .text($0.name) } ?? .null),
      (
        "strategies",
        .list(
          strategies.indices.map { index in
            .object(
              compared(strategies[index]) + [("on_front", .truth(front.contains(index)))]
                + Self.spent(strategies[index]))
          })
      ),
      ("pareto_front", .list(front.map { .text(strategies[$0].name) })),
      (
        "assumptions",
        .list(
          run.assumptions.map {
            .object([
              ("path", .text($0.path)), ("value", .text($0.value)), ("source", .text($0.source)),
            ])
          })
      ),
    ])
  }

  private func compared(_ strategy: RepeatedStrategy) -> [(key: String, value: JSONValue)] {
    let ratios = [("speed_up", speedUp(strategy)), ("energy_saved", energySaved(strategy))]
    return Self.aggregate(strategy)
      + ratios.flatMap { name, ratio -> [(key: String, value: JSONValue)] in
        Self.fields(name, ratio)
          + [
            (
              "\(name)_below",
              .optional(ratio.flatMap { $0.value.isUpper ? $0.value.number : nil })
            )
          ]
      }
  }

  private static func spent(_ strategy: RepeatedStrategy) -> [(key: String, value: JSONValue)] {
    let decomposition = strategy.decomposition
    return Phase.allCases.map { ("\($0.key)_s", .optional(decomposition?[$0])) }
      + [("throttled_s", .optional(strategy.mean(\.throttled_s)?.mean))]
      + (strategy.energyLines ?? []).map { ("\($0.key)_J", .number($0.joules)) }
  }
}
