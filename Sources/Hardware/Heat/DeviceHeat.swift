import Simulation

/// A device's heat, joined with what makes it and what it costs: its processor, its idle power, its
/// leakage.
public final class DeviceHeat: HeatedDevice {
  public let body: HeatBody
  public let device: Device
  private let meter: EnergyMeter
  private let idle: EnergyMeter.Account
  private let leakage: EnergyMeter.Account?
  /// What it draws while nothing runs, without leakage, in watts.
  private let idleWatts: Double
  /// When it was switched off because it was too hot.
  public private(set) var shutDown: SimTime?

  /// - Parameters:
  ///   - idle: The ledger of the idle power, of which leakage is a part.
  ///   - leakage: The ledger of the leakage, if that is modelled.
  init(
    _ device: Device, body: HeatBody, meter: EnergyMeter, idle: EnergyMeter.Account,
    leakage: EnergyMeter.Account?
  ) {
    self.device = device
    self.body = body
    self.meter = meter
    self.idle = idle
    self.leakage = leakage
    idleWatts =
      device.specification.idlePower.value.watts - (body.model.leakage?.reference ?? 0)
    body.device = self
  }

  /// Adds the heat of its idle power, its leakage and its processor.
  func join(_ simulation: Simulation) {
    body.join(simulation)
    draw(idleWatts, in: simulation)
    leakageChanged(to: body.leakageWatts, in: simulation)
    if let source = body.model.source(named: device.processor.specification.name) {
      device.processor.joinHeat(body, source: source, in: simulation)
    }
  }

  /// The clock that governors hold back first; nil without clocks.
  public func clock(at time: SimTime) -> ClockDomain? {
    device.processor.clocks(at: time).first { $0.specification.share.value > 0 }
  }

  private func draw(_ watts: Double, in simulation: Simulation) {
    meter.setPower(watts, of: idle, at: simulation.now)
    body.setHeat(watts, of: 0, in: simulation)
  }

  public func leakageChanged(to watts: Double, in simulation: Simulation) {
    if let leakage { meter.setPower(watts, of: leakage, at: simulation.now) }
  }

  /// Switches it off: what runs on it fails, and it draws nothing any more.
  public func criticalTemperatureReached(in simulation: Simulation) {
    shutDown = simulation.now
    simulation.fingerprint.add(
      .faultHappened, subject: device.index, at: simulation.now, amount: Self.tooHot)
    body.setOff(true, in: simulation)
    draw(0, in: simulation)
    device.processor.die(in: simulation)
  }

  /// In the run's fingerprint: a device that was switched off by its critical trip.
  private static let tooHot = 110
}
