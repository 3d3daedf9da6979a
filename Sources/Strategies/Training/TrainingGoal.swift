import Simulation

/// How long to train and when to stop.
public struct TrainingGoal: Hashable, Sendable {
  public enum Stop: String, CaseIterable, Sendable {
    /// After the first round whose test accuracy reaches the target.
    case atTarget = "at-target"
    /// After the last round, for full curves.
    case rounds
  }

  /// Test accuracy to reach, in 0...1; nil for a run of all its rounds.
  public var accuracy: Double?
  public var rounds: Int
  public var stop: Stop
  /// Simulated time at which the run is cut off, whatever it has reached; nil for none.
  public var time: SimDuration?

  public init(accuracy: Double?, rounds: Int, stop: Stop, time: SimDuration? = nil) {
    self.accuracy = accuracy
    self.rounds = rounds
    self.stop = stop
    self.time = time
  }
}
