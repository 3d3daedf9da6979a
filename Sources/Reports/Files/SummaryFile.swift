import Simulation

extension RunRecord {
  /// `summary.json`, which `run --format json` prints as well.
  ///
  /// Top level: `scenario`, `seed`, `run_id`, `fingerprint`, `boundary`, `idle_attribution`,
  /// `target_accuracy`, `strategies`, a list of flat objects for each strategy and seed whose fields
  /// are those of ``StrategySummary`` in the order in which it declares them, and `aggregates`, one
  /// flat object for each strategy over all seeds (see ``Comparison/aggregates``). What does not
  /// exist is `null`. Ends with a line feed.
  public var summaryJSON: String {
    let comparison = Comparison(of: self)
    let strategies = comparison.summaries.map { JSONValue.object($0.fields) }
    return JSONValue.object([
      ("scenario", .text(scenario)),
      ("seed", .unsigned(seed)),
      ("run_id", .text(run_id)),
      ("fingerprint", .text(fingerprint)),
      ("boundary", .text(boundary)),
      ("idle_attribution", idle_attribution.map { .text($0) } ?? .null),
      ("target_accuracy", .optional(target_accuracy)),
      ("strategies", .list(strategies)),
      ("aggregates", .list(comparison.aggregates)),
    ]).written + "\n"
  }
}

extension StrategySummary {
  /// The fields of `summary.json`, in their order.
  var fields: [(key: String, value: JSONValue)] {
    [
      ("name", .text(name)),
      ("seed", .unsigned(seed)),
      ("rounds", .integer(rounds)),
      ("rounds_to_target", .optional(rounds_to_target)),
      ("time_to_target_s", .optional(time_to_target_s)),
      ("energy_to_target_J", .optional(energy_to_target_J)),
      ("energy_server_to_target_J", .optional(energy_server_to_target_J)),
      ("energy_used_to_target_J", .optional(energy_used_to_target_J)),
      ("simulated_time_s", .number(simulated_time_s)),
      ("energy_J", .number(energy_J)),
      ("final_accuracy", .optional(final_accuracy)),
      ("mean_power_W", .optional(mean_power_W)),
      ("peak_power_W", .number(peak_power_W)),
      ("bytes_on_busiest_link", .integer(bytes_on_busiest_link)),
      ("compute_s", .optional(decomposition?.compute_s)),
      ("communicate_s", .optional(decomposition?.communicate_s)),
      ("wait_s", .optional(decomposition?.wait_s)),
      ("distribute_s", .optional(decomposition?.distribute_s)),
      ("compress_s", .optional(decomposition?.compress_s)),
      ("checkpoint_s", .optional(decomposition?.checkpoint_s)),
      ("idle_s", .optional(decomposition?.idle_s)),
      ("message_s", .optional(decomposition?.message_s)),
      ("throttled_s", .optional(throttled_s)),
      ("throttled_J", .optional(throttled_J)),
      ("peak_temperature_C", .optional(peak_temperature_C)),
      ("energy_server_J", .number(energy_server_J)),
      ("energy_used_J", .number(energy_used_J)),
      ("energy_job_J", .optional(energy_job_J)),
      ("busiest_link", busiest_link.map { .text($0) } ?? .null),
      ("parameters", .text(parameters)),
      ("failure", failure.map { .text($0) } ?? .null),
    ] + (decisions.map(Self.fields) ?? []) + (users.map(Self.fields) ?? [])
  }

  /// What is added where something was decided: each parameter with the value that was taken.
  private static func fields(of decisions: [DecisionRecord]) -> [(key: String, value: JSONValue)] {
    decisions.map {
      ("decided_\($0.parameter)", Int($0.taken).map { .integer($0) } ?? .text($0.taken))
    }
  }

  /// What is added where users share the cluster with training.
  private static func fields(of users: UserLoadRecord) -> [(key: String, value: JSONValue)] {
    [
      ("sessions", .integer(users.sessions)),
      ("sessions_on_idle", .integer(users.on_idle)),
      ("preemptions", .integer(users.preemptions)),
      ("checkpoints", .integer(users.checkpoints)),
      ("wait_mean_s", .optional(users.wait_mean_s)),
      ("wait_p99_s", .optional(users.wait_p99_s)),
      ("wait_maximum_s", .optional(users.wait_maximum_s)),
      ("objective_s", .number(users.objective_s)),
      ("violations", .integer(users.violations)),
      ("sessions_unserved", .optional(users.unserved)),
      ("user_device_s", .number(users.user_s)),
      ("harvested_device_s", .number(users.harvested_s)),
      ("idle_device_s", .number(users.idle_s)),
      ("training_switched_J", .number(users.training_J)),
      ("training_idle_J", .number(users.training_idle_J)),
      ("sessions_switched_J", .number(users.sessions_J)),
      ("sessions_idle_J", .number(users.sessions_idle_J)),
      ("without_training_J", .number(users.without_training_J)),
      ("rounds_by_morning", .optional(users.rounds_by_morning)),
      ("accuracy_by_morning", .optional(users.accuracy_by_morning)),
    ]
  }
}
