/// An instant of simulated time: whole nanoseconds since the start of the run.
public struct SimTime: Hashable, Comparable, Sendable {
  public let nanoseconds: Int64

  public init(nanoseconds: Int64) {
    precondition(nanoseconds >= 0, "simulated time starts at zero")
    self.nanoseconds = nanoseconds
  }

  public static let zero = SimTime(nanoseconds: 0)

  /// Seconds since the start of the run, for reports.
  public var seconds: Double { Double(nanoseconds) / 1e9 }

  public static func < (a: SimTime, b: SimTime) -> Bool { a.nanoseconds < b.nanoseconds }

  public static func + (time: SimTime, span: SimDuration) -> SimTime {
    SimTime(nanoseconds: time.nanoseconds + span.nanoseconds)
  }

  public static func - (a: SimTime, b: SimTime) -> SimDuration {
    SimDuration(nanoseconds: a.nanoseconds - b.nanoseconds)
  }
}

/// A span of simulated time in whole nanoseconds.
public struct SimDuration: Hashable, Comparable, Sendable {
  public let nanoseconds: Int64

  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The nearest whole nanosecond, ties away from zero.
  ///
  /// - Precondition: `seconds` is finite and below 292 years.
  public init(seconds: Double) {
    self.nanoseconds = Int64((seconds * 1e9).rounded())
  }

  public static let zero = SimDuration(nanoseconds: 0)

  public var seconds: Double { Double(nanoseconds) / 1e9 }

  public static func < (a: SimDuration, b: SimDuration) -> Bool { a.nanoseconds < b.nanoseconds }

  public static func + (a: SimDuration, b: SimDuration) -> SimDuration {
    SimDuration(nanoseconds: a.nanoseconds + b.nanoseconds)
  }

  public static func - (a: SimDuration, b: SimDuration) -> SimDuration {
    SimDuration(nanoseconds: a.nanoseconds - b.nanoseconds)
  }

  public static func += (a: inout SimDuration, b: SimDuration) { a = a + b }
}
