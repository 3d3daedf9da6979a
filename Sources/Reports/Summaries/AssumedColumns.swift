import Simulation

/// Which kinds of results rest on values that nobody measured.
///
/// An assumed power touches joules alone. Any other assumed value, a rate or a latency, touches
/// time and through it joules. Learned accuracy and counted bytes rest on neither.
struct AssumedColumns: Equatable {
  var time: Bool
  var energy: Bool

  init(_ assumptions: [String]) {
    energy = !assumptions.isEmpty
    time = assumptions.contains { !Self.touchesPowerOnly($0) }
  }

  private static func touchesPowerOnly(_ assumption: String) -> Bool {
    let path = assumption.prefix { $0 != ":" }.lowercased()
    return ["power", "energy", "watt", "joule", "supply"].contains { path.contains($0) }
  }

  var timeMark: String { time ? "*" : "" }
  var energyMark: String { energy ? "*" : "" }
}
