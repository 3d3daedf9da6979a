import Simulation

extension Comparison {
  /// For `summary.json`, one flat object for each strategy over all seeds.
  ///
  /// `name`, `seeds`, `seeds_to_target` (how many reached it), then for each quantity `<q>` its mean
  /// and the ends of its 95 % confidence interval, `<q>_low` and `<q>_high`, which are `null` of a
  /// single seed. Where not every seed reached the target, `<q>` of what is counted up to the target
  /// is `null` and `<q>_above` holds a bound of the mean over all seeds.
  package var aggregates: [JSONValue] { strategies.map { .object(Self.aggregate($0)) } }

  static func aggregate(_ strategy: RepeatedStrategy) -> [(key: String, value: JSONValue)] {
    var fields: [(key: String, value: JSONValue)] = [
      ("name", .text(strategy.name)), ("seeds", .integer(strategy.runs.count)),
      (
        "seeds_to_target", strategy.hasTarget ? .integer(strategy.reached) : .null
      ),
    ]
    if strategy.hasTarget {
      fields += Self.fields("time_to_target_s", strategy.time_s)
      fields += Self.fields("energy_to_target_J", strategy.energy_J)
      fields += Self.fields("energy_server_to_target_J", strategy.energy_server_J)
      fields += Self.fields("energy_used_to_target_J", strategy.energy_used_J)
    }
    for (name, value) in Self.quantities { fields += Self.fields(name, strategy.mean(value)) }
    return fields
  }

  private static let quantities: [(String, @Sendable (StrategySummary) -> Double?)] = [
    ("simulated_time_s", { $0.simulated_time_s }), ("energy_J", { $0.energy_J }),
    ("final_accuracy", { $0.final_accuracy }), ("mean_power_W", { $0.mean_power_W }),
    ("peak_power_W", { $0.peak_power_W }),
    ("bytes_on_busiest_link", { Double($0.bytes_on_busiest_link) }),
    ("throttled_share", { $0.throttled_share }), ("throttled_J", { $0.throttled_J }),
  ]

  static func fields(_ name: String, _ estimate: Estimate?) -> [(key: String, value: JSONValue)] {
    [
      (name, .optional(estimate?.mean)),
      ("\(name)_low", .optional(estimate?.interval?.lowerBound)),
      ("\(name)_high", .optional(estimate?.interval?.upperBound)),
    ]
  }

  /// As above, with the bounds of what is not known.
  static func fields(
    _ name: String, _ estimate: BoundedEstimate?
  ) -> [(key: String, value: JSONValue)] {
    func number(_ isMeant: (Bounded) -> Bool) -> JSONValue {
      .optional(estimate.flatMap { isMeant($0.value) ? $0.value.number : nil })
    }
    return [
      (name, number { !$0.isLower && !$0.isUpper }),
      ("\(name)_low", .optional(estimate?.interval?.lowerBound)),
      ("\(name)_high", .optional(estimate?.interval?.upperBound)),
      ("\(name)_above", number(\.isLower)),
    ]
  }
}
