import Simulation

/// Keeps its devices at one operating point, whatever the temperature.
///
/// Only the critical trip, which is the body's own, still acts.
public final class Pinned: Governor {
  private let state: Int
  private let devices: [any CoolingDevice]
  private var isSet = false

  /// - Parameter state: How many operating points below the highest that is allowed.
  public init(state: Int, devices: [any CoolingDevice]) {
    self.state = state
    self.devices = devices
  }

  public func observe(_ view: SensorView, until now: Int64) {}

  public func polls(at now: Int64) -> Bool { !isSet }

  public func poll(_ view: SensorView, at now: Int64, in simulation: Simulation) {
    isSet = true
    for device in devices {
      device.setCoolingState(min(state, device.deepestCoolingState), in: simulation)
    }
  }

  public func nextPoll(_ view: SensorView, from now: Int64, before horizon: Int64) -> Int64 {
    isSet ? .max : now
  }
}
