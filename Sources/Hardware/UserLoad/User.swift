import Randomness
import Simulation

/// One user, who is away unless there is a session.
struct User {
  let stream: RandomStream
  var session: UserSession?
  /// Counts the sessions, so that an event of an earlier one is recognised.
  var number: UInt64 = 0
}

/// What a user asks for: a device for a while.
struct UserSession {
  let arrived: SimTime
  let length: SimDuration
  /// Nil while it waits for one.
  var device: Int?
  /// When it got the device for itself; nil while it waits.
  var started: SimTime?
}
