/// Temperature on the Celsius scale.
public struct Temperature: Hashable, Comparable, Sendable {
  public var celsius: Double
  public init(celsius: Double) { self.celsius = celsius }
  public static func < (a: Temperature, b: Temperature) -> Bool { a.celsius < b.celsius }
}

/// Difference of two temperatures.
public struct TemperatureDifference: Hashable, Comparable, Sendable {
  public var kelvin: Double
  public init(kelvin: Double) { self.kelvin = kelvin }
  public static func < (a: TemperatureDifference, b: TemperatureDifference) -> Bool {
    a.kelvin < b.kelvin
  }
}

/// Heat that a body takes up for each kelvin.
public struct HeatCapacity: Hashable, Comparable, Sendable {
  public var joulesPerKelvin: Double
  public init(joulesPerKelvin: Double) { self.joulesPerKelvin = joulesPerKelvin }
  public static func < (a: HeatCapacity, b: HeatCapacity) -> Bool {
    a.joulesPerKelvin < b.joulesPerKelvin
  }
}

/// Difference of temperature that a flow of heat needs.
public struct ThermalResistance: Hashable, Comparable, Sendable {
  public var kelvinPerWatt: Double
  public init(kelvinPerWatt: Double) { self.kelvinPerWatt = kelvinPerWatt }
  public static func < (a: ThermalResistance, b: ThermalResistance) -> Bool {
    a.kelvinPerWatt < b.kelvinPerWatt
  }
}

/// Volume of air that passes in a second.
public struct AirFlow: Hashable, Comparable, Sendable {
  public var cubicMetresPerSecond: Double
  public init(cubicMetresPerSecond: Double) { self.cubicMetresPerSecond = cubicMetresPerSecond }
  public static func < (a: AirFlow, b: AirFlow) -> Bool {
    a.cubicMetresPerSecond < b.cubicMetresPerSecond
  }

  /// Of dry air at 25 Celsius and 1013 hPa: 1.184 kg/m3 times 1006 J/(kg K) (CRC Handbook of
  /// Chemistry and Physics).
  public static let heatCapacityOfAir = 1.184 * 1006

  /// The heat that it takes up for each kelvin, in W/K.
  public var wattsPerKelvin: Double { cubicMetresPerSecond * Self.heatCapacityOfAir }
}
