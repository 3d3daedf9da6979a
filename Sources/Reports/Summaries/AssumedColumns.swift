import Simulation

/// Which kinds of results rest on values that nobody measured.
///
/// An assumed power touches joules alone. Any other assumed value, a rate or a latency, touches
/// time and through it joules. Learned accuracy and counted bytes rest on neither.
struct AssumedColumns: Equatable {
  var time: Bool
  var energy: Bool

  init(_ assumptions: [Assumption]) {
    energy = !assumptions.isEmpty
    time = assumptions.contains { !$0.touches_energy_only }
  }

  var timeMark: String { time ? "*" : "" }
  var energyMark: String { energy ? "*" : "" }
}
