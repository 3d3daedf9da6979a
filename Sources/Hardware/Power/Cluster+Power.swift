import Simulation

extension Cluster {
  /// Sets what all fans together draw from now on, in watts.
  public func setFanPower(_ watts: Double, in simulation: Simulation) {
    meter.setPower(watts, of: fans, at: simulation.now)
  }

  /// Sets what a device leaks from now on above the leakage within its idle power, in watts.
  ///
  /// Leakage follows temperature, so whoever models heat sets it, in steps.
  public func setLeakage(_ watts: Double, of device: Device, in simulation: Simulation) {
    let account =
      leakage[device.index]
      ?? meter.open(
        "leakage", device: device.index, usedShare: device.index < used ? 1 : 0)
    leakage[device.index] = account
    meter.setPower(watts, of: account, at: simulation.now)
  }
}
