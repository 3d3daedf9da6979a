import Simulation

/// What rounds of a strategy take, from a run of two.
struct RunCosts: Sendable {
  struct Cost: Sendable {
    var seconds: Double
    /// Joules of the used devices alone.
    var devices_J: Double
    /// Joules of the used devices with their share of the rest.
    var used_J: Double
  }

  /// With the distribution of the data.
  let first: Cost
  let next: Cost
  /// Of the used devices' time, without what computation hides.
  let communicationShare: Double

  /// Nil for a run that did not get through both rounds.
  init?(_ record: StrategyRecord) {
    guard record.failure == nil, record.rounds.count >= 2, record.simulated_time_s > 0 else {
      return nil
    }
    let (one, two) = (record.rounds[0], record.rounds[1])
    let used = record.devices.filter(\.used)
    let joules = used.reduce(0) { sum, device in
      device.energy_J.reduce(sum) { $0 + $1.joules }
    }
    // Devices' joules are known for the whole run; both rounds draw the same power.
    let watts = joules / record.simulated_time_s
    first = Cost(seconds: one.time_s, devices_J: watts * one.time_s, used_J: one.energy_used_J)
    next = Cost(
      seconds: two.time_s - one.time_s, devices_J: watts * (two.time_s - one.time_s),
      used_J: two.energy_used_J - one.energy_used_J)
    let lengths = used.reduce(0) { $0 + $1.communicate_s }
    communicationShare =
      used.isEmpty ? 0 : lengths / Double(used.count) / record.simulated_time_s
  }

  /// Of so many rounds, the later ones as the second.
  func after(_ rounds: Double) -> Cost {
    Cost(
      seconds: first.seconds + (rounds - 1) * next.seconds,
      devices_J: first.devices_J + (rounds - 1) * next.devices_J,
      used_J: first.used_J + (rounds - 1) * next.used_J)
  }
}
