import Hardware

extension Temperature: Quantity {
  public static let quantityName = "a temperature"
  public static let example = "95 °C"
  public static let units: [QuantityUnit] = [.ten(0, "°C"), .ten(0, "C")]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(celsius: try number.double(in: unit))
  }

  public var baseNumber: Double { celsius }
  /// Temperatures have no multiples.
  public var text: String { "\(DecimalNumber(celsius).text) °C" }
}

extension TemperatureDifference: Quantity {
  public static let quantityName = "a difference of temperature"
  public static let example = "5 K"
  public static let units: [QuantityUnit] = [.ten(-3, "mK"), .ten(0, "K")]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(kelvin: try number.double(in: unit))
  }

  public var baseNumber: Double { kelvin }
  public var text: String { Self.text(of: DecimalNumber(kelvin)) }
}

extension HeatCapacity: Quantity {
  public static let quantityName = "a heat capacity"
  public static let example = "75 J/K"
  public static let units: [QuantityUnit] = [
    .ten(-3, "mJ/K"), .ten(0, "J/K"), .ten(3, "kJ/K"),
  ]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(joulesPerKelvin: try number.double(in: unit))
  }

  public var baseNumber: Double { joulesPerKelvin }
  public var text: String { Self.text(of: DecimalNumber(joulesPerKelvin)) }
}

extension ThermalResistance: Quantity {
  public static let quantityName = "a thermal resistance"
  public static let example = "2.5 K/W"
  public static let units: [QuantityUnit] = [.ten(-3, "mK/W"), .ten(0, "K/W")]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(kelvinPerWatt: try number.double(in: unit))
  }

  public var baseNumber: Double { kelvinPerWatt }
  public var text: String { Self.text(of: DecimalNumber(kelvinPerWatt)) }
}

extension AirFlow: Quantity {
  public static let quantityName = "a flow of air"
  public static let example = "3.4 l/s"
  public static let units: [QuantityUnit] = [
    .ten(-6, "ml/s"), .ten(-3, "l/s"), .ten(0, "m3/s"),
  ]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(cubicMetresPerSecond: try number.double(in: unit))
  }

  public var baseNumber: Double { cubicMetresPerSecond }
  public var text: String { Self.text(of: DecimalNumber(cubicMetresPerSecond)) }
}
