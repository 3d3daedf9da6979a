import Hardware

/// What was measured of a workload at one power mode.
public struct ModeMeasurement: Hashable, Sendable {
  public var mode: PowerMode
  /// Of one training step.
  public var time_s: Double
  /// Mean of the whole board while it trains.
  public var power_W: Double

  public init(mode: PowerMode, time_s: Double, power_W: Double) {
    self.mode = mode
    self.time_s = time_s
    self.power_W = power_W
  }
}
