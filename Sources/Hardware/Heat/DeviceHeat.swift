import Simulation

/// A device's heat, joined with what makes it and what it costs: its processors, its idle power, its
/// leakage.
public final class DeviceHeat: HeatedDevice {
  public let body: HeatBody
  public let device: Device
  // Unowned: the cluster owns its heat.
  private unowned let cluster: Cluster
  /// What it draws while nothing runs, without leakage, in watts.
  private let idleWatts: Double
  /// What it leaks within its idle power, in watts.
  private let referenceLeakage: Double
  /// When it was first switched off because it was too hot.
  public private(set) var shutDown: SimTime?

  init(_ device: Device, of cluster: Cluster, body: HeatBody) {
    self.device = device
    self.cluster = cluster
    self.body = body
    referenceLeakage = body.model.leakage?.reference ?? 0
    idleWatts = device.specification.idlePower.value.watts - referenceLeakage
    body.device = self
  }

  /// Adds the heat of its idle power, its leakage and its processors.
  func join(_ simulation: Simulation) {
    body.join(simulation)
    body.setHeat(idleWatts, of: 0, in: simulation)
    leakageChanged(to: body.leakageWatts, in: simulation)
    for processor in device.processors {
      guard let source = body.model.source(named: processor.specification.name) else { continue }
      processor.joinHeat(body, source: source, in: simulation)
    }
  }

  /// The clock that governors hold back first; nil without clocks.
  public func clock(at time: SimTime) -> ClockDomain? {
    device.processor.clocks(at: time).first { $0.specification.share.value > 0 }
  }

  /// Told when the device dies and when it returns.
  func setOff(_ off: Bool, in simulation: Simulation) {
    body.setOff(off, in: simulation)
    body.setHeat(off ? 0 : idleWatts, of: 0, in: simulation)
  }

  public func leakageChanged(to watts: Double, in simulation: Simulation) {
    if body.model.leakage == nil { return }
    // The idle power holds what leaked while it was measured.
    cluster.setLeakage(body.isOff ? 0 : watts - referenceLeakage, of: device, in: simulation)
  }

  /// Switches it off: what runs on it fails, and it draws nothing any more.
  public func criticalTemperatureReached(in simulation: Simulation) {
    shutDown = shutDown ?? simulation.now
    cluster.kill(device, in: simulation)
  }
}
