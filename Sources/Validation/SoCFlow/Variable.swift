import Hardware
import Simulation

/// A number that can be made larger or smaller.
protocol Variable: Hashable, Sendable {
  /// In any unit.
  var amount: Double { get }
  /// The same with another amount.
  func with(amount: Double) -> Self
}

extension Power: Variable {
  var amount: Double { watts }
  func with(amount: Double) -> Power { Power(watts: amount) }
}

extension DataRate: Variable {
  var amount: Double { bytesPerSecond }
  func with(amount: Double) -> DataRate { DataRate(bytesPerSecond: amount) }
}

extension ComputeRate: Variable {
  var amount: Double { operationsPerSecond }
  func with(amount: Double) -> ComputeRate { ComputeRate(operationsPerSecond: amount) }
}

extension EnergyPerBit: Variable {
  var amount: Double { joulesPerBit }
  func with(amount: Double) -> EnergyPerBit { EnergyPerBit(joulesPerBit: amount) }
}

extension SimDuration: Variable {
  var amount: Double { seconds }
  func with(amount: Double) -> SimDuration { SimDuration(seconds: amount) }
}

extension Double: Variable {
  var amount: Double { self }
  func with(amount: Double) -> Double { amount }
}

extension ByteCount: Variable {
  var amount: Double { Double(bytes) }
  func with(amount: Double) -> ByteCount { ByteCount(bytes: Int(amount)) }
}

extension Frequency: Variable {
  var amount: Double { hertz }
  func with(amount: Double) -> Frequency { Frequency(hertz: amount) }
}

extension Capacitance: Variable {
  var amount: Double { farads }
  func with(amount: Double) -> Capacitance { Capacitance(farads: amount) }
}

extension ElectricCurrent: Variable {
  var amount: Double { amperes }
  func with(amount: Double) -> ElectricCurrent { ElectricCurrent(amperes: amount) }
}

extension Temperature: Variable {
  var amount: Double { celsius }
  func with(amount: Double) -> Temperature { Temperature(celsius: amount) }
}

extension HeatCapacity: Variable {
  var amount: Double { joulesPerKelvin }
  func with(amount: Double) -> HeatCapacity { HeatCapacity(joulesPerKelvin: amount) }
}

extension ThermalResistance: Variable {
  var amount: Double { kelvinPerWatt }
  func with(amount: Double) -> ThermalResistance { ThermalResistance(kelvinPerWatt: amount) }
}

extension AirFlow: Variable {
  var amount: Double { cubicMetresPerSecond }
  func with(amount: Double) -> AirFlow { AirFlow(cubicMetresPerSecond: amount) }
}

/// By its coefficient of variation; none has none, and rare long pieces stay as they are.
extension Jitter: Variable {
  var amount: Double {
    switch self {
    case .none: 0
    case .lognormal(let variation), .tailed(let variation, _): variation
    }
  }

  func with(amount: Double) -> Jitter {
    switch self {
    case .none: .none
    case .lognormal: .lognormal(coefficientOfVariation: amount)
    case .tailed(_, let tail): .tailed(coefficientOfVariation: amount, tail: tail)
    }
  }
}

/// Of a curve every efficiency alike.
extension SupplyEfficiency: Variable {
  var amount: Double {
    switch self {
    case .constant(let efficiency): efficiency
    case .curve(let points): points.map(\.efficiency).max() ?? 1
    }
  }

  func with(amount: Double) -> SupplyEfficiency {
    switch self {
    case .constant: .constant(amount)
    case .curve(let points):
      .curve(
        points.map {
          Point(load: $0.load, efficiency: min(1, $0.efficiency * amount / self.amount))
        })
    }
  }
}
