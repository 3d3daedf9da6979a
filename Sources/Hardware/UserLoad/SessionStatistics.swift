import Simulation

/// What users got in a run.
public struct SessionStatistics {
  /// Intervals of the run for curves over time.
  static let intervals = 144

  /// Seconds of each interval.
  public let interval: Double
  /// Sessions that were asked for.
  public var arrived = 0
  /// How often one got an idle device, and how often one took a device from training.
  public var onIdle = 0
  public var preemptions = 0
  /// Checkpoints that were written for them.
  public var checkpoints = 0
  /// Sessions that ended because their device died.
  public var cutShort = 0
  /// From each session's arrival to its start, in the order of their starts.
  public private(set) var waits: [SimDuration] = []
  /// Device-seconds that users had in each interval.
  public private(set) var taken: [Double]
  /// Sessions that arrived in each interval and started after they had waited for longer than the
  /// objective.
  private var violations: [Int]
  private let objective: SimDuration
  /// Up to when what is under way is counted.
  var settled = SimTime.zero

  init(plan: UserLoadPlan) {
    interval = plan.duration.seconds / Double(Self.intervals)
    objective = plan.objective
    taken = Array(repeating: 0, count: Self.intervals)
    violations = Array(repeating: 0, count: Self.intervals)
  }

  private func index(of time: Double) -> Int {
    min(max(Int(time / interval), 0), Self.intervals - 1)
  }

  mutating func started(arrived: SimTime, waited: SimDuration) {
    waits.append(waited)
    if waited > objective { violations[index(of: arrived.seconds)] += 1 }
  }

  /// Sessions that arrived in each interval and waited for longer than the objective.
  ///
  /// - Parameter waiting: When those arrived that have not started.
  func violations(waiting: [SimTime], at time: SimTime) -> [Int] {
    var violations = violations
    for arrived in waiting where time - arrived > objective {
      violations[index(of: arrived.seconds)] += 1
    }
    return violations
  }

  /// Tells that users had a device from one instant to another.
  mutating func took(from start: SimTime, to end: SimTime) {
    var from = start.seconds
    while from < end.seconds {
      let number = index(of: from)
      let boundary = number == Self.intervals - 1 ? end.seconds : Double(number + 1) * interval
      // A boundary that rounding puts at the present instant would hold the loop up for ever.
      let to = boundary > from ? min(end.seconds, boundary) : end.seconds
      taken[number] += to - from
      from = to
    }
  }
}
