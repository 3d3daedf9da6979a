import Simulation

/// What becomes warm by the power of its sources, such as a device's thermal network.
public protocol HeatReceiver: AnyObject {
  /// Sets the power of a source from this instant on, in watts.
  func setHeat(_ watts: Double, of source: Int, in simulation: Simulation)
}
