import Simulation

/// Which part of the devices users have, over time.
///
/// Between two points it runs straight; before the first and after the last it keeps their level.
public struct BusyTrace: Hashable, Sendable {
  public struct Point: Hashable, Sendable {
    /// From the start of the run.
    public var time: SimDuration
    /// Of the devices, at least 0 and below 1.
    public var busy: Double

    public init(time: SimDuration, busy: Double) {
      self.time = time
      self.busy = busy
    }
  }

  /// In the order of their times, no two of which are equal; at least one.
  public let points: [Point]

  /// - Precondition: There is a point, times rise, and every level is at least 0 and below 1.
  public init(_ points: [Point]) {
    precondition(!points.isEmpty)
    precondition(zip(points, points.dropFirst()).allSatisfy { $0.time < $1.time })
    precondition(points.allSatisfy { $0.busy >= 0 && $0.busy < 1 })
    self.points = points
  }

  /// A stretch of it that runs straight.
  struct Stretch {
    /// In seconds; nil for one that never ends.
    var end: Double?
    /// At the instant that was asked for.
    var busy: Double
    /// Per second.
    var slope: Double

    func busy(after seconds: Double) -> Double { busy + slope * seconds }
  }

  /// What holds from an instant on, in seconds from the start of the run.
  func stretch(at time: Double) -> Stretch {
    // The first point after it, by halves: a trace may have an hour's point for years.
    var (next, end) = (0, points.count)
    while next < end {
      let middle = (next + end) / 2
      if points[middle].time.seconds > time { end = middle } else { next = middle + 1 }
    }
    guard next < points.count else {
      return Stretch(end: nil, busy: points[points.count - 1].busy, slope: 0)
    }
    let to = points[next]
    guard next > 0 else { return Stretch(end: to.time.seconds, busy: to.busy, slope: 0) }
    let from = points[next - 1]
    let slope = (to.busy - from.busy) / (to.time - from.time).seconds
    return Stretch(
      end: to.time.seconds, busy: from.busy + slope * (time - from.time.seconds), slope: slope)
  }

  /// The level at an instant, in seconds from the start of the run.
  public func busy(at time: Double) -> Double { stretch(at: time).busy }
}
