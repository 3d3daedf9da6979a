import Simulation

/// The users who share a cluster with training: how many, for how long, and what they are promised.
public struct UserLoadPlan: Hashable, Sendable {
  public var trace: BusyTrace
  /// Mean length of a session; lengths are exponential.
  public var sessionLength: SimDuration
  /// Of the active power of the device's first processor, while a session runs.
  public var activity: Double
  /// From a free device to a session that runs.
  public var switchTime: SimDuration
  /// How long a session may wait for its start at most.
  public var objective: SimDuration
  /// How long the cluster is looked at, with training or without.
  public var duration: SimDuration
  /// The least time from the start of one round of training to that of the next; zero for none.
  public var roundInterval: SimDuration

  public init(
    trace: BusyTrace, sessionLength: SimDuration, activity: Double, switchTime: SimDuration,
    objective: SimDuration, duration: SimDuration, roundInterval: SimDuration = .zero
  ) {
    self.trace = trace
    self.sessionLength = sessionLength
    self.activity = activity
    self.switchTime = switchTime
    self.objective = objective
    self.duration = duration
    self.roundInterval = roundInterval
  }
}
