import Simulation

/// Checkpoints: written when a device is taken, read when it comes back.
extension UserLoad {
  /// Training writes its weights on a device that was taken; whose time that is the class says.
  func beginCheckpoint(on device: Device, in simulation: Simulation) {
    device.turn(to: .checkpoint, at: simulation.now)
    flash.begin(device, in: simulation)
  }

  /// Reads the checkpoints of devices, all at once; a device that is taken meanwhile has read nothing.
  public func readCheckpoints(of devices: [Device], in simulation: Simulation) async throws {
    let before = devices.map(\.departures)
    for device in devices {
      device.enter(.checkpoint, at: simulation.now)
      flash.begin(device, in: simulation)
    }
    try await simulation.sleep(for: flash.readTime(checkpointBytes))
    for (device, departures) in zip(devices, before) where device.departures == departures {
      flash.end(device, in: simulation)
      device.enter(.wait, at: simulation.now)
    }
  }
}
