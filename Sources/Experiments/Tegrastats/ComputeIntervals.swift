import Hardware
import Simulation

/// Notes when devices compute while a run goes on.
final class ComputeIntervals: Probe {
  struct Interval {
    var start: SimTime
    var end: SimTime
  }

  /// By device, in order of time.
  private(set) var intervals: [Int: [Interval]] = [:]

  func slice(_ name: String, on track: Int, from start: SimTime, to end: SimTime) {
    if name == Phase.compute.name {
      intervals[track, default: []].append(Interval(start: start, end: end))
    }
  }

  func counter(_ name: String, at time: SimTime, value: Double) {}
}
