import Simulation

/// Tells a probe what every device's sensor says, at equal intervals; looking changes nothing.
final class SensorWatch: Component {
  private let heat: ClusterHeat
  private let interval: SimDuration
  private let clocks: [ClockDomain?]
  private var id: ComponentID?

  /// - Parameter interval: The first look is one interval from now.
  init(of heat: ClusterHeat, every interval: SimDuration, in simulation: Simulation) {
    self.heat = heat
    self.interval = interval
    clocks = heat.devices.map { $0.clock(at: simulation.now) }
    id = simulation.add(self)
    next(in: simulation)
  }

  private func next(in simulation: Simulation) {
    guard let id else { return }
    simulation.schedule(Event(), for: id, at: simulation.now + interval)
  }

  func handle(_ event: Event, in simulation: Simulation) {
    for (index, device) in heat.devices.enumerated() {
      let body = device.body
      simulation.probe?.sensor(
        SensorReading(
          temperature_C: body.temperature(of: body.model.sensor, at: simulation.now),
          frequency_Hz: clocks[index]?.frequency.hertz),
        of: device.device.index, at: simulation.now)
    }
    next(in: simulation)
  }
}
