import Hardware
import Simulation

// The units of every quantity that a file can hold. Units of one quantity differ by powers of ten,
// so no conversion rounds; times and amounts of data are whole numbers of ns and bytes.

extension Power: Quantity {
  public static let quantityName = "a power"
  public static let example = "6.06 W"
  public static let units: [QuantityUnit] = [
    .ten(-6, "uW"), .ten(-3, "mW"), .ten(0, "W"), .ten(3, "kW"), .ten(6, "MW"), .ten(9, "GW"),
  ]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(watts: try number.double(in: unit))
  }

  public var baseNumber: Double { watts }
  public var text: String { Self.text(of: DecimalNumber(watts)) }

  /// To the milliwatt, for differences in messages.
  var roundedText: String { Power(watts: (watts * 1e3).rounded() / 1e3).text }
}

extension Energy: Quantity {
  public static let quantityName = "an energy"
  public static let example = "0.47 J"
  public static let units: [QuantityUnit] = [
    .ten(-3, "mJ"), .ten(0, "J"), .ten(3, "kJ"), .ten(6, "MJ"),
  ]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(joules: try number.double(in: unit))
  }

  public var baseNumber: Double { joules }
  public var text: String { Self.text(of: DecimalNumber(joules)) }
}

extension Frequency: Quantity {
  public static let quantityName = "a frequency"
  public static let example = "2.84 GHz"
  public static let units: [QuantityUnit] = [
    .ten(0, "Hz"), .ten(3, "kHz"), .ten(6, "MHz"), .ten(9, "GHz"), .ten(12, "THz"),
  ]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(hertz: try number.double(in: unit))
  }

  public var baseNumber: Double { hertz }
  public var text: String { Self.text(of: DecimalNumber(hertz)) }
}

extension Voltage: Quantity {
  public static let quantityName = "a voltage"
  public static let example = "584 mV"
  public static let units: [QuantityUnit] = [.ten(-6, "uV"), .ten(-3, "mV"), .ten(0, "V")]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(volts: try number.double(in: unit))
  }

  public var baseNumber: Double { volts }
  public var text: String { Self.text(of: DecimalNumber(volts)) }
}

extension ElectricCurrent: Quantity {
  public static let quantityName = "a current"
  public static let example = "120 mA"
  public static let units: [QuantityUnit] = [.ten(-6, "uA"), .ten(-3, "mA"), .ten(0, "A")]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(amperes: try number.double(in: unit))
  }

  public var baseNumber: Double { amperes }
  public var text: String { Self.text(of: DecimalNumber(amperes)) }
}

extension Capacitance: Quantity {
  public static let quantityName = "a capacitance"
  public static let example = "330 pF"
  public static let units: [QuantityUnit] = [
    .ten(-12, "pF"), .ten(-9, "nF"), .ten(-6, "uF"), .ten(-3, "mF"), .ten(0, "F"),
  ]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(farads: try number.double(in: unit))
  }

  public var baseNumber: Double { farads }
  public var text: String { Self.text(of: DecimalNumber(farads)) }
}

extension DataRate: Quantity {
  public static let quantityName = "a data rate"
  public static let example = "1 Gbit/s"
  public static let units: [QuantityUnit] = [
    .ten(0, "bit/s"), .ten(3, "kbit/s"), .ten(6, "Mbit/s"), .ten(9, "Gbit/s"), .ten(12, "Tbit/s"),
    .ten(15, "Pbit/s"),
  ]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(bitsPerSecond: try number.double(in: unit))
  }

  public var baseNumber: Double { bytesPerSecond }
  /// Eight is a power of two, so bits and bytes convert without rounding.
  public var text: String { Self.text(of: DecimalNumber(bytesPerSecond * 8)) }
}

extension ComputeRate: Quantity {
  public static let quantityName = "a rate of arithmetic"
  public static let example = "20 GFLOP/s"
  public static let units: [QuantityUnit] = [
    .ten(0, "FLOP/s"), .ten(3, "kFLOP/s"), .ten(6, "MFLOP/s"), .ten(9, "GFLOP/s"),
    .ten(12, "TFLOP/s"), .ten(15, "PFLOP/s"), .ten(18, "EFLOP/s"), .ten(21, "ZFLOP/s"),
  ]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(operationsPerSecond: try number.double(in: unit))
  }

  public var baseNumber: Double { operationsPerSecond }
  public var text: String { Self.text(of: DecimalNumber(operationsPerSecond)) }
}

extension EnergyPerBit: Quantity {
  public static let quantityName = "an energy per bit"
  public static let example = "0.5 nJ/bit"
  public static let units: [QuantityUnit] = [
    .ten(-12, "pJ/bit"), .ten(-9, "nJ/bit"), .ten(-6, "uJ/bit"), .ten(-3, "mJ/bit"),
    .ten(0, "J/bit"),
  ]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(joulesPerBit: try number.double(in: unit))
  }

  public var baseNumber: Double { joulesPerBit }
  public var text: String { Self.text(of: DecimalNumber(joulesPerBit)) }
}

extension SimDuration: Quantity {
  public static let quantityName = "a duration"
  public static let example = "110 us"
  public static let units: [QuantityUnit] = [
    .ten(0, "ns"), .ten(3, "us"), .ten(6, "ms"), .ten(9, "s"),
    .multiple(60_000_000_000, "min"), .multiple(3_600_000_000_000, "h"),
  ]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(nanoseconds: Int64(try number.whole(in: unit, smallest: "1 ns")))
  }

  public var baseNumber: Double { Double(nanoseconds) }
  public var text: String { Self.text(of: DecimalNumber(Int(nanoseconds))) }
}

extension ByteCount: Quantity {
  public static let quantityName = "an amount of data"
  public static let example = "12 GB"
  public static let units: [QuantityUnit] = [
    .ten(0, "B"), .ten(3, "kB"), .ten(6, "MB"), .ten(9, "GB"), .ten(12, "TB"), .ten(15, "PB"),
    .multiple(1 << 10, "KiB"), .multiple(1 << 20, "MiB"), .multiple(1 << 30, "GiB"),
    .multiple(1 << 40, "TiB"), .multiple(1 << 50, "PiB"),
  ]

  public init(_ number: QuantityNumber, in unit: QuantityUnit) throws(QuantityProblem) {
    self.init(bytes: try number.whole(in: unit, smallest: "1 B"))
  }

  public var baseNumber: Double { Double(bytes) }
  /// In powers of ten, unless a power of two that divides it is shorter.
  public var text: String {
    let decimal = Self.text(of: DecimalNumber(bytes))
    let binary = Self.units.last { unit in
      guard case .multiple(let factor) = unit.scale else { return false }
      return bytes != 0 && bytes.isMultiple(of: factor)
    }
    guard let binary, case .multiple(let factor) = binary.scale else { return decimal }
    let text = "\(bytes / factor) \(binary.symbol)"
    return text.count < decimal.count ? text : decimal
  }
}
