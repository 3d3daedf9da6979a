import Simulation

/// Whose a device is.
enum Holder: Int, CaseIterable {
  /// It is idle or dead.
  case nobody
  /// Training has it, or still writes the checkpoint for whose sake a user waits.
  case training
  /// A session runs on it, or it is being switched to one.
  case users
}

/// Whose the devices of a cluster were: time of every device and what it drew all the same.
///
/// It is told of every span of a device's time, so each holder's part is measured, and none is what
/// the others leave.
final class HolderLedger {
  /// Nanoseconds and joules, device by device and of each holder by holder.
  private var times: [Int64]
  private var energies: [Double]
  /// What the ledgers of each device's idle power and leakage held at the end of its last span.
  private var before: [Double] = []
  // Unowned: the cluster owns its users, and they this.
  private unowned let cluster: Cluster

  /// From the present instant on.
  init(_ cluster: Cluster, at time: SimTime) {
    self.cluster = cluster
    times = Array(repeating: 0, count: cluster.devices.count * Holder.allCases.count)
    energies = Array(repeating: 0, count: times.count)
    before = cluster.devices.map { standingJoules(of: $0, at: time) }
  }

  private func row(_ holder: Holder, _ device: Int) -> Int {
    device * Holder.allCases.count + holder.rawValue
  }

  /// What a device drew whether or not anything ran on it: idle power and leakage.
  private func standingJoules(of device: Device, at time: SimTime) -> Double {
    let leakage = cluster.leakage[device.index].map { cluster.meter.joules(of: $0, at: time) }
    return cluster.meter.joules(of: device.idle, at: time) + (leakage ?? 0)
  }

  /// Tells whose a device was from one instant to another.
  func add(_ holder: Holder, _ device: Device, from start: SimTime, to end: SimTime) {
    let row = row(holder, device.index)
    let joules = standingJoules(of: device, at: end)
    times[row] += (end - start).nanoseconds
    energies[row] += joules - before[device.index]
    before[device.index] = joules
  }

  /// Up to the last span that was told.
  func time(_ holder: Holder, of device: Int) -> SimDuration {
    SimDuration(nanoseconds: times[row(holder, device)])
  }

  /// Device-seconds of all devices.
  func seconds(_ holder: Holder) -> Double {
    before.indices.reduce(0) { $0 + time(holder, of: $1).seconds }
  }

  /// Joules of idle power and leakage of all devices.
  func joules(_ holder: Holder) -> Double {
    before.indices.reduce(0) { $0 + energies[row(holder, $1)] }
  }
}
