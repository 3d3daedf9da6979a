import Simulation

/// Reads a temperature now and then and acts on cooling devices.
///
/// A governor of an operating system polls at fixed instants, as long as it lives: that would be
/// most of a simulation's events, and nearly all of them would change nothing. Here a governor looks
/// ahead along the temperature's closed form and asks for an event only at instants of its grid at
/// which something can change. What it does is the same as if it had polled at every instant.
public protocol Governor: AnyObject {
  /// Told before heat or air change: up to now the temperature has followed `view`.
  func observe(_ view: SensorView, until now: Int64)

  /// The next instant, not before `now`, at which a poll can change anything, in nanoseconds.
  ///
  /// Instants at or after `horizon` need not be found, and `Int64.max` stands for never.
  func nextPoll(_ view: SensorView, from now: Int64, before horizon: Int64) -> Int64

  /// Whether it polls at this instant.
  func polls(at now: Int64) -> Bool

  /// Polls, at one of its instants.
  func poll(_ view: SensorView, at now: Int64, in simulation: Simulation)
}

/// What a governor can see of a body: the course of its sensor's temperature since its last change.
public struct SensorView {
  public let course: TemperatureCourse
  /// In nanoseconds.
  public let since: Int64

  public init(course: TemperatureCourse, since: Int64) {
    self.course = course
    self.since = since
  }

  /// In Celsius, at an instant not before `since`.
  @inline(__always)
  public func temperature(at time: Int64) -> Double {
    course.value(at: Double(time - since) * 1e-9)
  }
}

/// The instants at which an operating system polls: each a period after the one before.
///
/// The kernel waits for its polling delay after each poll, and for a shorter passive delay while it
/// throttles. It rounds delays above a second to whole seconds (`round_jiffies`).
public struct PollGrid: Sendable {
  /// The latest poll of which the governor knows, in nanoseconds.
  public private(set) var anchor: Int64
  /// In nanoseconds.
  public private(set) var period: Int64

  /// - Parameter first: The first poll.
  public init(first: SimTime, period: SimDuration) {
    self.period = Self.rounded(period)
    anchor = first.nanoseconds - self.period
  }

  /// As the kernel waits for it.
  public static func rounded(_ delay: SimDuration) -> Int64 {
    let second: Int64 = 1_000_000_000
    if delay.nanoseconds <= second { return delay.nanoseconds }
    return (delay.nanoseconds + second / 2) / second * second
  }

  /// Whether a poll after the latest one falls on this instant.
  @inline(__always)
  public func contains(_ time: Int64) -> Bool {
    time > anchor && (time - anchor) % period == 0
  }

  /// The first instant after the latest poll that is not before a time.
  @inline(__always)
  public func first(notBefore time: Int64) -> Int64 {
    if time <= anchor + period { return anchor + period }
    return anchor + (time - anchor + period - 1) / period * period
  }

  /// The last instant before a time; the latest poll if there is none since.
  @inline(__always)
  public func last(before time: Int64) -> Int64 {
    time <= anchor ? anchor : anchor + (time - 1 - anchor) / period * period
  }

  /// Goes on from a poll with the delay that follows it.
  @inline(__always)
  public mutating func polled(at time: Int64, next delay: Int64) {
    anchor = time
    period = delay
  }
}
