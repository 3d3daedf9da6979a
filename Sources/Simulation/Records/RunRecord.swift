/// Everything recorded of one strategy's run with one seed.
public struct StrategyRecord: Codable, Hashable, Sendable {
  /// The strategy's label, unique in its scenario.
  public var name: String
  /// The strategy's own name, whatever its label; nil in records that were written before it was.
  public var strategy: String?
  public var seed: UInt64
  /// Its parameters as written in the effective scenario, such as `groups: 8, batch: 64`.
  public var parameters: String
  public var rounds: [RoundRecord]
  public var devices: [DeviceRecord]
  public var links: [LinkRecord]
  /// Joules of the whole server per component kind (devices, switches, fans, ...), fixed order.
  public var components: [NamedJoules]
  public var simulated_time_s: Double
  public var energy_server_J: Double
  public var energy_used_J: Double
  public var peak_power_server_W: Double
  public var peak_power_used_W: Double
  /// Temperatures; nil when they are not modelled.
  public var heat: HeatRecord?
  /// Digest of what happened in the modelled world.
  public var fingerprint: String
  /// Why the run ended before its goal, such as a loss that is no number; nil if it did not.
  public var failure: String?
  /// Joules charged to the job, with idle power by the run's `idle_attribution`.
  public var energy_job_J: Double?
  /// What the devices in use did over time; nil if nobody recorded it.
  public var timeline: TimelineRecord?
  /// The users beside training; nil where there are none.
  public var users: UserLoadRecord?
  /// In the order in which they were taken; nil if there were none.
  public var decisions: [DecisionRecord]?

  public init(
    name: String, strategy: String? = nil, seed: UInt64, parameters: String,
    rounds: [RoundRecord], devices: [DeviceRecord], links: [LinkRecord], components: [NamedJoules],
    simulated_time_s: Double, energy_server_J: Double, energy_used_J: Double,
    peak_power_server_W: Double, peak_power_used_W: Double, heat: HeatRecord? = nil,
    fingerprint: String, failure: String? = nil, energy_job_J: Double? = nil,
    timeline: TimelineRecord? = nil, users: UserLoadRecord? = nil,
    decisions: [DecisionRecord]? = nil
  ) {
    self.name = name
    self.strategy = strategy
    self.seed = seed
    self.parameters = parameters
    self.rounds = rounds
    self.devices = devices
    self.links = links
    self.components = components
    self.simulated_time_s = simulated_time_s
    self.energy_server_J = energy_server_J
    self.energy_used_J = energy_used_J
    self.peak_power_server_W = peak_power_server_W
    self.peak_power_used_W = peak_power_used_W
    self.heat = heat
    self.fingerprint = fingerprint
    self.failure = failure
    self.energy_job_J = energy_job_J
    self.timeline = timeline
    self.users = users
    self.decisions = decisions
  }
}

/// Everything recorded of one run of one scenario: the only input of reports.
public struct RunRecord: Codable, Hashable, Sendable {
  public var scenario: String
  /// Of the first repetition.
  public var seed: UInt64
  public var run_id: String
  /// Digest over the fingerprints of all runs.
  public var fingerprint: String
  /// The boundary of the headline joules: `server` or `used`.
  public var boundary: String
  /// What the server's catalogue entry says that boundary `server` contains and leaves out.
  public var boundary_note: String
  /// The rule by which `energy_job_J` holds idle power: `by-time`, `by-busy-time` or `none`.
  public var idle_attribution: String?
  /// One line on the hardware, the model and the data, for headings.
  public var description: String
  /// Test accuracy to reach, in 0...1; nil for runs of a fixed length.
  public var target_accuracy: Double?
  public var maximum_rounds: Int
  public var assumptions: [Assumption]
  /// In the order of the scenario; of each strategy, in the order of the seeds.
  public var strategies: [StrategyRecord]

  public init(
    scenario: String, seed: UInt64, run_id: String, fingerprint: String, boundary: String,
    boundary_note: String = "", idle_attribution: String? = nil, description: String,
    target_accuracy: Double?, maximum_rounds: Int,
    assumptions: [Assumption],
    strategies: [StrategyRecord]
  ) {
    self.scenario = scenario
    self.seed = seed
    self.run_id = run_id
    self.fingerprint = fingerprint
    self.boundary = boundary
    self.boundary_note = boundary_note
    self.idle_attribution = idle_attribution
    self.description = description
    self.target_accuracy = target_accuracy
    self.maximum_rounds = maximum_rounds
    self.assumptions = assumptions
    self.strategies = strategies
  }
}
