import Simulation

/// What one strategy came to with one seed, in one row: a flat object of `summary.json`.
public struct StrategySummary: Hashable, Sendable {
  /// Its name, unique in the run.
  public var name: String
  public var seed: UInt64
  /// Rounds of the run.
  public var rounds: Int
  /// Number of the first round whose test accuracy reaches the target; nil if none does.
  public var rounds_to_target: Int?
  /// Simulated time at the end of that round, never interpolated.
  public var time_to_target_s: Double?
  /// Joules to the end of that round, of the boundary that the run names.
  public var energy_to_target_J: Double?
  /// The same of the whole server, whatever boundary the run names.
  public var energy_server_to_target_J: Double?
  /// The same of the devices in use with their share of the rest.
  public var energy_used_to_target_J: Double?
  /// Length of the run.
  public var simulated_time_s: Double
  /// Joules of the run, of the boundary that the run names.
  public var energy_J: Double
  /// Test accuracy (0...1) after the last round; nil if nothing is learned.
  public var final_accuracy: Double?
  /// `energy_J` over `simulated_time_s`; nil for a run of no length.
  public var mean_power_W: Double?
  /// Greatest power of the boundary that the run names.
  public var peak_power_W: Double
  /// Bytes over the run on the link that carries most, in one direction.
  public var bytes_on_busiest_link: Int
  /// That link's name with its direction; nil if nothing was sent.
  public var busiest_link: String?
  /// How many devices it trains on.
  public var devices_used: Int
  /// Mean seconds per used device and phase; nil if no device is used.
  public var decomposition: Decomposition?
  /// Joules of the run by what they were spent on; nil if that was not recorded.
  public var energies: EnergyDecomposition?
  /// Mean seconds per used device in which a governor slowed its work; nil if no device is used.
  public var throttled_s: Double?
  /// Joules that all used devices together drew in those seconds; nil if that was not recorded.
  public var throttled_J: Double?
  /// The highest temperature of a used device; nil when temperatures are not modelled.
  public var peak_temperature_C: Double?
  /// Joules of the run, of the whole server.
  public var energy_server_J: Double
  /// Joules of the run, of the devices in use with their share of the rest.
  public var energy_used_J: Double
  /// Joules charged to the job, with idle power by the run's `idle_attribution`.
  public var energy_job_J: Double?
  /// The users beside training; nil where there are none.
  public var users: UserLoadRecord?
  /// What it decided by what it had learned; nil if it decided nothing.
  public var decisions: [DecisionRecord]?
  /// As in the scenario, such as `groups: 8, batch: 64`.
  public var parameters: String
  /// Why the run ended before its goal; nil if it did not.
  public var failure: String?

  /// Simulated time at the end of the last round, or 0: the target was not reached before it.
  var lastRoundTime_s: Double
  /// Joules to the end of the last round, of the boundary that the run names.
  var lastRoundEnergy_J: Double
  var lastRoundEnergy_server_J: Double
  var lastRoundEnergy_used_J: Double

  /// Share of the used devices' time in which a governor slowed their work; nil if none is used.
  public var throttled_share: Double? {
    guard let throttled_s, let total = decomposition?.total_s, total > 0 else { return nil }
    return throttled_s / total
  }

  /// Summary of one strategy of a run.
  ///
  /// - Complexity: linear in its rounds, devices and links.
  public init(_ strategy: StrategyRecord, of run: RunRecord) {
    let reached = run.target_accuracy.flatMap { target in
      strategy.rounds.first { ($0.accuracy ?? -.infinity) >= target }
    }
    name = strategy.name
    seed = strategy.seed
    rounds = strategy.rounds.count
    rounds_to_target = reached?.round
    time_to_target_s = reached?.time_s
    energy_to_target_J = reached.map(run.energy_J)
    energy_server_to_target_J = reached?.energy_server_J
    energy_used_to_target_J = reached?.energy_used_J
    simulated_time_s = strategy.simulated_time_s
    energy_J = run.energy_J(strategy)
    final_accuracy = strategy.rounds.last?.accuracy
    mean_power_W =
      simulated_time_s > 0 ? energy_J / simulated_time_s : nil
    peak_power_W = run.countsUsedOnly ? strategy.peak_power_used_W : strategy.peak_power_server_W
    // Of equal ones the first counts.
    let busiest = strategy.links.max { $0.bytes < $1.bytes }
    bytes_on_busiest_link = busiest?.bytes ?? 0
    busiest_link = bytes_on_busiest_link > 0 ? busiest?.link : nil
    parameters = strategy.parameters
    failure = strategy.failure
    decomposition = Decomposition(strategy.devices)
    energies = EnergyDecomposition(strategy)
    let used = strategy.devices.filter(\.used)
    devices_used = used.count
    throttled_s =
      used.isEmpty ? nil : used.reduce(0) { $0 + $1.throttled_s } / Double(used.count)
    let throttled = used.compactMap(\.throttled_J)
    throttled_J = throttled.isEmpty ? nil : throttled.reduce(0, +)
    peak_temperature_C = used.compactMap(\.peak_temperature_C).max()
    energy_server_J = strategy.energy_server_J
    energy_used_J = strategy.energy_used_J
    energy_job_J = strategy.energy_job_J
    users = strategy.users
    decisions = strategy.decisions
    lastRoundTime_s = strategy.rounds.last?.time_s ?? 0
    lastRoundEnergy_J = strategy.rounds.last.map(run.energy_J) ?? 0
    lastRoundEnergy_server_J = strategy.rounds.last?.energy_server_J ?? 0
    lastRoundEnergy_used_J = strategy.rounds.last?.energy_used_J ?? 0
  }
}
