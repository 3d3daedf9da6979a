import Simulation

/// What the flash memories of a cluster's devices take: time by their rates, joules by their power.
final class FlashLedger {
  private let specification: FlashSpecification
  private let accounts: [EnergyMeter.Account]
  // Unowned: the cluster owns its meter and whatever uses it.
  private unowned let meter: EnergyMeter

  /// - Precondition: The cluster's device has flash memory.
  init(_ cluster: Cluster) {
    guard let flash = cluster.specification.device.flash else {
      preconditionFailure("a device without flash memory writes no checkpoints")
    }
    specification = flash
    meter = cluster.meter
    let meter = cluster.meter
    accounts = cluster.devices.map {
      meter.open("flash", device: $0.index, usedShare: $0.index < cluster.used ? 1 : 0)
    }
  }

  func writeTime(_ bytes: Int) -> SimDuration {
    SimDuration(seconds: Double(bytes) / specification.writeRate.value.bytesPerSecond)
  }

  func readTime(_ bytes: Int) -> SimDuration {
    SimDuration(seconds: Double(bytes) / specification.readRate.value.bytesPerSecond)
  }

  func begin(_ device: Device, in simulation: Simulation) {
    meter.setPower(
      specification.activePower.value.watts, of: accounts[device.index], at: simulation.now)
  }

  func end(_ device: Device, in simulation: Simulation) {
    meter.setPower(0, of: accounts[device.index], at: simulation.now)
  }
}
