import Hardware
import Simulation

// What the numbers of heat may be; `PhysicalBounds.swift` says how wide bounds are.

extension Bounds<Temperature> {
  /// From absolute zero to where silicon melts.
  static var temperature: Self {
    Bounds(.least(Temperature(celsius: -273.15)), .most(Temperature(celsius: 1414)))
  }
}

extension Bounds<TemperatureDifference> {
  static var hysteresis: Self { Bounds(.notNegative, .most(TemperatureDifference(kelvin: 1000))) }

  /// A step of a sensor, or of what is followed in steps.
  static var temperatureStep: Self {
    Bounds(
      .positive, .least(TemperatureDifference(kelvin: 1e-6)),
      .most(TemperatureDifference(kelvin: 100)))
  }
}

extension Bounds<HeatCapacity> {
  static var heatCapacity: Self {
    Bounds(
      .positive, .least(HeatCapacity(joulesPerKelvin: 1e-6)),
      .most(HeatCapacity(joulesPerKelvin: 1e9)))
  }
}

extension Bounds<ThermalResistance> {
  static var thermalResistance: Self {
    Bounds(
      .positive, .least(ThermalResistance(kelvinPerWatt: 1e-6)),
      .most(ThermalResistance(kelvinPerWatt: 1e6)))
  }
}

extension Bounds<AirFlow> {
  static var airFlow: Self {
    Bounds(
      .positive, .least(AirFlow(cubicMetresPerSecond: 1e-9)),
      .most(AirFlow(cubicMetresPerSecond: 1e6)))
  }
}

extension Bounds<SimDuration> {
  /// Between two looks at a sensor.
  static var polling: Self {
    Bounds(
      .positive, .least(SimDuration(nanoseconds: 1_000_000)),
      .most(SimDuration(nanoseconds: 3_600_000_000_000)))
  }

  static var timeConstant: Self {
    Bounds(
      .positive, .least(SimDuration(nanoseconds: 1000)),
      .most(SimDuration(nanoseconds: 1_000_000_000_000_000)))
  }
}

extension Bounds<Double> {
  /// Of leakage, as a share for each kelvin.
  static var growth: Self { Bounds(.notNegative, .atMost(0.2, words: "20 %")) }

  /// Of a heat sink with the speed of its air.
  static var flowExponent: Self { Bounds(.positive, .atMost(1, words: "1")) }
}

extension ClosedRange<Int> {
  /// How many operating points below the highest.
  static var operatingPoints: Self { 0...1000 }

  /// None where air moves by itself.
  static var fans: Self { 0...10_000 }
}
