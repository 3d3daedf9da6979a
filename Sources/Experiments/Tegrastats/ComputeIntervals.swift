import Hardware
import Simulation

/// Notes when devices compute while a run goes on, and what their sensors say every second.
final class ComputeIntervals: Probe {
  struct Interval {
    var start: SimTime
    var end: SimTime
  }

  /// By device, in order of time.
  private(set) var intervals: [Int: [Interval]] = [:]

  /// By device, of 1 s, 2 s and so on; empty where temperatures are not modelled.
  private(set) var readings: [Int: [SensorReading]] = [:]

  var sensorInterval: SimDuration? { SimDuration(nanoseconds: 1_000_000_000) }

  func sensor(_ reading: SensorReading, of track: Int, at time: SimTime) {
    readings[track, default: []].append(reading)
  }

  func slice(_ name: String, on track: Int, from start: SimTime, to end: SimTime) {
    if name == Phase.compute.name {
      intervals[track, default: []].append(Interval(start: start, end: end))
    }
  }

  func counter(_ name: String, at time: SimTime, value: Double) {}
}
