import Simulation

/// Electrical power in watts.
public struct Power: Hashable, Comparable, Sendable {
  public var watts: Double
  public init(watts: Double) { self.watts = watts }
  public static func < (a: Power, b: Power) -> Bool { a.watts < b.watts }
}

/// Energy in joules.
public struct Energy: Hashable, Comparable, Sendable {
  public var joules: Double
  public init(joules: Double) { self.joules = joules }
  public static func < (a: Energy, b: Energy) -> Bool { a.joules < b.joules }
}

/// Clock frequency in hertz.
public struct Frequency: Hashable, Comparable, Sendable {
  public var hertz: Double
  public init(hertz: Double) { self.hertz = hertz }
  public static func < (a: Frequency, b: Frequency) -> Bool { a.hertz < b.hertz }
}

/// Data rate in bytes per second; files write bits per second (`1 Gbit/s`).
public struct DataRate: Hashable, Comparable, Sendable {
  public var bytesPerSecond: Double
  public init(bytesPerSecond: Double) { self.bytesPerSecond = bytesPerSecond }
  public init(bitsPerSecond: Double) { self.bytesPerSecond = bitsPerSecond / 8 }
  public static func < (a: DataRate, b: DataRate) -> Bool { a.bytesPerSecond < b.bytesPerSecond }
}

/// Arithmetic rate in operations per second (a multiply-add is two).
public struct ComputeRate: Hashable, Comparable, Sendable {
  public var operationsPerSecond: Double
  public init(operationsPerSecond: Double) { self.operationsPerSecond = operationsPerSecond }
  public static func < (a: ComputeRate, b: ComputeRate) -> Bool {
    a.operationsPerSecond < b.operationsPerSecond
  }
}

/// An amount of data in bytes.
public struct ByteCount: Hashable, Comparable, Sendable {
  public var bytes: Int
  public init(bytes: Int) { self.bytes = bytes }
  public static func < (a: ByteCount, b: ByteCount) -> Bool { a.bytes < b.bytes }
}

/// Energy of moving data, in joules per bit.
public struct EnergyPerBit: Hashable, Comparable, Sendable {
  public var joulesPerBit: Double
  public init(joulesPerBit: Double) { self.joulesPerBit = joulesPerBit }
  public static func < (a: EnergyPerBit, b: EnergyPerBit) -> Bool {
    a.joulesPerBit < b.joulesPerBit
  }
}

/// Electrical potential in volts.
public struct Voltage: Hashable, Comparable, Sendable {
  public var volts: Double
  public init(volts: Double) { self.volts = volts }
  public static func < (a: Voltage, b: Voltage) -> Bool { a.volts < b.volts }
}

/// Electrical current in amperes.
public struct ElectricCurrent: Hashable, Comparable, Sendable {
  public var amperes: Double
  public init(amperes: Double) { self.amperes = amperes }
  public static func < (a: ElectricCurrent, b: ElectricCurrent) -> Bool { a.amperes < b.amperes }
}

/// Capacitance in farads; the 1 nF that switches at 1 GHz and 1 V draws 1 W.
public struct Capacitance: Hashable, Comparable, Sendable {
  public var farads: Double
  public init(farads: Double) { self.farads = farads }
  public static func < (a: Capacitance, b: Capacitance) -> Bool { a.farads < b.farads }
}
