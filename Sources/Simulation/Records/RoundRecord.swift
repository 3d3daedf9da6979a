/// What one round of a strategy came to: one row of `rounds.csv`.
public struct RoundRecord: Codable, Hashable, Sendable {
  /// 1 for the first round.
  public var round: Int
  /// Simulated time at the end of the round, from the start of the run.
  public var time_s: Double
  /// Joules from the start of the run to the end of the round, per boundary.
  public var energy_server_J: Double
  public var energy_used_J: Double
  /// Training samples processed in this round, over all devices.
  public var samples: Int
  /// Weight updates in this round, over all replica groups.
  public var steps: Int
  /// Bytes handed to the network in this round.
  public var bytes: Int
  /// Mean cross-entropy and share of right answers on the TEST set; nil when nothing is learned.
  public var loss: Double?
  public var accuracy: Double?

  public init(
    round: Int, time_s: Double, energy_server_J: Double, energy_used_J: Double, samples: Int,
    steps: Int, bytes: Int, loss: Double?, accuracy: Double?
  ) {
    self.round = round
    self.time_s = time_s
    self.energy_server_J = energy_server_J
    self.energy_used_J = energy_used_J
    self.samples = samples
    self.steps = steps
    self.bytes = bytes
    self.loss = loss
    self.accuracy = accuracy
  }
}
