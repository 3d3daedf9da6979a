import Simulation

/// The clock of one domain of one processor while a run goes on.
///
/// Three things decide the operating point: what is asked for, a cap, and how far a governor has
/// cooled it below the cap; the lowest counts.
public final class ClockDomain: CoolingDevice {
  public let specification: ClockDomainSpecification
  // Unowned: the processor owns its domains.
  unowned let processor: Processor
  private let number: Int
  /// The point that is asked for.
  public private(set) var requested: Int
  /// The highest point that is allowed.
  public private(set) var cap: Int
  public private(set) var coolingState = 0
  public private(set) var coresOnline: Int
  private var times: ClockTimes

  init(_ specification: ClockDomainSpecification, number: Int, of processor: Processor) {
    self.specification = specification
    self.number = number
    self.processor = processor
    requested = specification.pointCount - 1
    cap = requested
    coresOnline = specification.cores.value
    times = ClockTimes(points: specification.pointCount)
  }

  /// The present operating point, 0 for the slowest.
  public var point: Int { max(0, min(requested, cap - coolingState)) }

  public var frequency: Frequency { specification.frequencies.value[point] }

  public var setting: ClockSetting { ClockSetting(point: point, coresOnline: coresOnline) }

  /// Whether a governor holds it below what is asked for and allowed.
  public var isThrottled: Bool { point < min(requested, cap) }

  public var deepestCoolingState: Int { cap }

  public func setCoolingState(_ state: Int, in simulation: Simulation) {
    change(in: simulation) { coolingState = min(max(state, 0), deepestCoolingState) }
  }

  /// Asks for an operating point.
  public func request(point: Int, in simulation: Simulation) {
    change(in: simulation) { requested = min(max(point, 0), specification.pointCount - 1) }
  }

  /// Allows no frequency above this one; the lowest point is always allowed.
  public func setCap(_ frequency: Frequency, in simulation: Simulation) {
    let highest = specification.frequencies.value.lastIndex { $0 <= frequency } ?? 0
    change(in: simulation) {
      cap = highest
      coolingState = min(coolingState, deepestCoolingState)
    }
  }

  /// Takes cores offline or brings them back; work is then spread over those that are left.
  ///
  /// Work of a processor without any core online stands still.
  public func setCoresOnline(_ count: Int, in simulation: Simulation) {
    change(in: simulation) { coresOnline = min(max(count, 0), specification.cores.value) }
  }

  private func change(in simulation: Simulation, _ body: () -> Void) {
    let before = setting
    settle(at: simulation.now, isBusy: processor.isBusy)
    body()
    processor.noteThrottling(at: simulation.now)
    if setting == before { return }
    simulation.fingerprint.add(
      .clockChanged, subject: Fingerprint.subject("clock", [processor.subject, number]),
      at: simulation.now, amount: setting.point << 32 | setting.coresOnline)
    let stall = setting.point == before.point ? .zero : specification.transition.value
    processor.clocksChanged(stall: stall, in: simulation)
  }

  // MARK: Times

  /// Takes note of the time up to now, before the processor becomes busy or free.
  func settle(at time: SimTime, isBusy: Bool) {
    times.add(until: time, point: point, isBusy: isBusy)
  }

  /// Starts its account in the middle of a run that was at the highest point until now.
  func begin(at time: SimTime, busy: SimDuration) {
    times.begin(at: time, busy: busy)
  }

  /// How long it was at each point, from the start of the run to `time`.
  public func times(at time: SimTime) -> ClockTimes {
    var times = times
    times.add(until: time, point: point, isBusy: processor.isBusy)
    return times
  }
}

/// How long a clock domain was at each of its operating points.
public struct ClockTimes: Hashable, Sendable {
  /// Of the whole run, and of the time in which the processor was busy.
  public private(set) var all: [SimDuration]
  public private(set) var busy: [SimDuration]
  private var since = SimTime.zero

  init(points: Int) {
    all = Array(repeating: .zero, count: points)
    busy = all
  }

  mutating func begin(at time: SimTime, busy: SimDuration) {
    since = time
    all[all.count - 1] = time - .zero
    self.busy[all.count - 1] = busy
  }

  mutating func add(until time: SimTime, point: Int, isBusy: Bool) {
    let span = time - since
    since = time
    all[point] += span
    if isBusy { busy[point] += span }
  }
}
