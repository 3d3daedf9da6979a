/// What the users of a cluster got in one strategy's run, and what training made of the rest.
public struct UserLoadRecord: Codable, Hashable, Sendable {
  /// How long a session may wait for its start at most.
  public var objective_s: Double
  /// Sessions that were asked for.
  public var sessions: Int
  /// Of these, those that started before the end of the run.
  public var started: Int
  /// How often a session got an idle device, and how often one took a device from training; one
  /// whose device dies before it starts gets another.
  public var on_idle: Int
  public var preemptions: Int
  /// Checkpoints that training wrote when devices were taken.
  public var checkpoints: Int
  /// Sessions that ended because their device died.
  public var cut_short: Int
  /// From each session's arrival to its start, in the order of their starts.
  public var waits_s: [Double]
  /// Nil without a session.
  public var wait_mean_s: Double?
  /// Of 100 sessions 99 waited no longer.
  public var wait_p99_s: Double?
  public var wait_maximum_s: Double?
  /// Sessions that waited for longer than the objective, also those that never started.
  public var violations: Int
  /// Sessions that had not started at the end of the run, whose waits are not among `waits_s`; nil in
  /// records of versions that did not count them.
  public var unserved: Int?
  /// All devices of the cluster.
  public var devices: Int
  /// Device-seconds that users had.
  public var user_s: Double
  /// Device-seconds that training had, its waiting included, and its writing when it was taken.
  public var harvested_s: Double
  /// Device-seconds that nobody had, those of dead devices included.
  public var idle_s: Double
  /// Joules that training switched: processors, memory, flash memory, messages.
  public var training_J: Double
  /// Idle power of devices while training had them.
  public var training_idle_J: Double
  /// Joules that sessions switched.
  public var sessions_J: Double
  /// Idle power of devices while users had them.
  public var sessions_idle_J: Double
  /// Everything else: idle devices, and what all devices share.
  public var rest_J: Double
  /// Seconds of each interval of the following.
  public var interval_s: Double
  /// Devices that users had, in the mean of each interval.
  public var users: [Double]
  /// Devices that the trace gives them, in the middle of each interval.
  public var trace: [Double]
  /// Sessions that arrived in each interval and waited for longer than the objective.
  public var interval_violations: [Int]
  /// The instant by which results are wanted, and what the rounds closed by then came to.
  public var morning_s: Double?
  public var rounds_by_morning: Int?
  public var accuracy_by_morning: Double?

  public init(
    objective_s: Double, sessions: Int, started: Int, on_idle: Int, preemptions: Int,
    checkpoints: Int, cut_short: Int, waits_s: [Double], wait_mean_s: Double?,
    wait_p99_s: Double?, wait_maximum_s: Double?, violations: Int, unserved: Int,
    devices: Int, user_s: Double,
    harvested_s: Double, idle_s: Double, training_J: Double, training_idle_J: Double,
    sessions_J: Double,
    sessions_idle_J: Double, rest_J: Double, interval_s: Double, users: [Double],
    trace: [Double], interval_violations: [Int]
  ) {
    self.objective_s = objective_s
    self.sessions = sessions
    self.started = started
    self.on_idle = on_idle
    self.preemptions = preemptions
    self.checkpoints = checkpoints
    self.cut_short = cut_short
    self.waits_s = waits_s
    self.wait_mean_s = wait_mean_s
    self.wait_p99_s = wait_p99_s
    self.wait_maximum_s = wait_maximum_s
    self.violations = violations
    self.unserved = unserved
    self.devices = devices
    self.user_s = user_s
    self.harvested_s = harvested_s
    self.idle_s = idle_s
    self.training_J = training_J
    self.training_idle_J = training_idle_J
    self.sessions_J = sessions_J
    self.sessions_idle_J = sessions_idle_J
    self.rest_J = rest_J
    self.interval_s = interval_s
    self.users = users
    self.trace = trace
    self.interval_violations = interval_violations
  }

  /// Joules of the same time with the same users and without training.
  public var without_training_J: Double { training_idle_J + sessions_J + sessions_idle_J + rest_J }

  /// What rounds came to by an instant.
  public mutating func judge(_ rounds: [RoundRecord], by morning: Double) {
    let closed = rounds.filter { $0.time_s <= morning }
    morning_s = morning
    rounds_by_morning = closed.count
    accuracy_by_morning = closed.last?.accuracy
  }
}
