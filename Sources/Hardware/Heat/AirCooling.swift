import Foundation

/// How air takes heat from devices, and how that depends on the speed of the fans.
///
///     flow(s)     = flow * max(s, still draught)                                   [W/K]
///     1 / R_air(s) = 1 / R_air * (still + (1 - still) s^exponent)                  [W/K]
///
/// with s the share of the fans' full speed, at which `flow` and the chain's own R_air hold. An
/// exponent of 0.5 is that of laminar, 0.8 that of turbulent flow along a plate.
public struct AirCooling: Hashable, Sendable {
  /// The heat capacity of the air that passes in a second at full speed, in W/K: density times
  /// specific heat times volume flow, 1.17 kg/m3 * 1005 J/(kg K) at 25 Celsius.
  public var flow: Double
  /// The share of the flow, and of the conductance to the air, that is left without fans.
  public var still: Double
  public var exponent: Double

  public init(flow: Double, still: Double = 0.1, exponent: Double = 0.8) {
    self.flow = flow
    self.still = still
    self.exponent = exponent
  }

  /// Between the last node and the air, in K/W.
  public func resistance(of chain: ThermalChain, speed: Double) -> Double {
    chain.airResistance / (still + (1 - still) * pow(speed, exponent))
  }

  /// In W/K.
  public func flow(at speed: Double) -> Double { flow * max(speed, still) }

  /// The part of the last node's excess over the air that warms the air behind it.
  ///
  /// Above 1 the air would leave warmer than what warms it.
  public func carry(of chain: ThermalChain, speed: Double) -> Double {
    1 / (resistance(of: chain, speed: speed) * flow(at: speed))
  }

  func modes(of chain: ThermalChain, speed: Double) throws -> ThermalModes {
    try ThermalModes(of: chain.withAirResistance(resistance(of: chain, speed: speed)))
  }
}
