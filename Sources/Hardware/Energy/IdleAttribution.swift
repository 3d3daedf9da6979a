import Simulation

/// How much of what is drawn whether or not anything runs is charged to the job of a run.
public enum IdleAttribution: String, CaseIterable, Codable, Sendable {
  /// All of it for as long as the job holds the devices: the joules of boundary `used`, but for the
  /// bits on shared links, which are all the job's. A device that a user has is not the job's then.
  case byTime = "by-time"
  /// The part of each device's time in which any of its processors was busy; of what is shared, the mean.
  case byBusyTime = "by-busy-time"
  /// Only what the job itself switches.
  case none
}

extension Cluster {
  /// Joules of the job at the supply's input: what it switches, and its part of the idle power.
  ///
  /// Leakage counts as idle power, and so do the ports of links.
  public func jobEnergy(_ rule: IdleAttribution, at time: SimTime) -> Energy {
    let span = time.seconds
    let busy = devices.prefix(used).map { device in
      span > 0 ? device.busySeconds(at: time).seconds / span : 0
    }
    let meanBusy = used > 0 ? busy.reduce(0, +) / Double(used) : 0
    let share = Double(used) / Double(devices.count)
    userLoad?.settle(at: time)
    let held = devices.prefix(used).map { device in
      guard let load = userLoad, span > 0 else { return 1.0 }
      return 1 - load.holders.time(.users, of: device.index).seconds / span
    }
    let meanHeld = used > 0 ? held.reduce(0, +) / Double(used) : 1
    var joules = 0.0
    let parts = meter.parts(at: time)
    for part in parts {
      if let device = part.device, device >= used || part.name == UserLoad.sessions { continue }
      // The bits of shared links are the job's own: nobody else sends here.
      let isWork = part.device != nil && !Self.idleParts.contains(part.name)
      if isWork || part.name == ClusterWiring.bits {
        joules += part.joules
        continue
      }
      let own = part.device.map { busy[$0] } ?? meanBusy
      let portion: Double =
        switch rule {
        case .byTime: part.device.map { held[$0] } ?? meanHeld
        case .byBusyTime: own
        case .none: 0
        }
      joules += part.joules * portion * (part.device == nil ? share : 1)
    }
    let output = parts.reduce(0) { $0 + $1.joules }
    let input = meter.energy(.server, at: time).joules
    return Energy(joules: output > 0 ? joules * input / output : 0)
  }

  private static let idleParts: Set<String> = ["idle", "leakage", ClusterWiring.ports]
}
