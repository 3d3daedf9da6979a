import Simulation

/// How long the devices in use were in each phase, interval by interval.
///
/// Nobody knows beforehand how long a run is, so intervals begin short and double in length
/// whenever their number would grow beyond a limit. Whole nanoseconds are counted: nothing is lost.
final class PhaseTimeline {
  /// The first length: a power of two of nanoseconds, about a millisecond.
  private static let firstShift: Int64 = 20
  static let limit = 160

  /// Intervals are `1 << shift` nanoseconds long.
  @exclusivity(unchecked) private var shift = PhaseTimeline.firstShift
  /// Device-nanoseconds, phase after phase, each with `limit` intervals.
  @exclusivity(unchecked) private var spent = [Int64](
    repeating: 0, count: Phase.allCases.count * PhaseTimeline.limit)

  /// Tells that one device was in a phase from one instant to another.
  func add(_ phase: Phase, from start: SimTime, to end: SimTime) {
    if end == start { return }
    while (end.nanoseconds - 1) >> shift >= Int64(Self.limit) { halve() }
    var from = start.nanoseconds
    while from < end.nanoseconds {
      let interval = from >> shift
      let to = min(end.nanoseconds, (interval + 1) << shift)
      spent[phase.rawValue * Self.limit + Int(interval)] += to - from
      from = to
    }
  }

  /// Joins intervals two by two.
  private func halve() {
    for phase in Phase.allCases {
      let row = phase.rawValue * Self.limit
      for interval in 0..<Self.limit {
        let pair = (2 * interval, 2 * interval + 1)
        let first = pair.0 < Self.limit ? spent[row + pair.0] : 0
        let second = pair.1 < Self.limit ? spent[row + pair.1] : 0
        spent[row + interval] = first + second
      }
    }
    shift += 1
  }

  /// What was told up to `end`, with the phases that occurred.
  func record(until end: SimTime) -> TimelineRecord {
    let interval = SimDuration(nanoseconds: 1 << shift).seconds
    let count = Int((max(end.nanoseconds, 1) - 1) >> shift) + 1
    return TimelineRecord(
      interval_s: interval,
      phases: Phase.allCases.compactMap { phase in
        let row = phase.rawValue * Self.limit
        let seconds = (0..<min(count, Self.limit)).map { Double(spent[row + $0]) * 1e-9 }
        return seconds.contains { $0 > 0 }
          ? TimelineRecord.PhaseSeries(phase: phase.name, seconds: seconds) : nil
      })
  }
}
