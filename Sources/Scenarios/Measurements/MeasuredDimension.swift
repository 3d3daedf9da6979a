import Hardware
import Simulation

/// What the numbers of a column of measurements are.
public enum MeasuredDimension: Hashable, Sendable {
  /// A whole number without a unit.
  case count
  /// Any number without a unit.
  case number
  case frequency
  case duration
  case power
  case voltage

  /// Accepted units, the base unit's scale being 1.
  var units: [QuantityUnit] {
    switch self {
    case .count, .number: []
    case .frequency: Frequency.units
    case .duration:
      // Measured times are no whole nanoseconds: here the base unit is the second.
      [
        .ten(-9, "ns"), .ten(-6, "us"), .ten(-3, "ms"), .ten(0, "s"), .multiple(60, "min"),
        .multiple(3600, "h"),
      ]
    case .power: Power.units
    case .voltage: [.ten(-6, "uV"), .ten(-3, "mV"), .ten(0, "V")]
    }
  }

  /// Beyond these a number cannot be meant, and its unit is probably another: in base units.
  var plausible: (range: ClosedRange<Double>, words: String)? {
    switch self {
    case .count, .number: nil
    case .frequency: (1e6...1e11, "from 1 MHz to 100 GHz")
    case .duration: (1e-9...1e6, "from 1 ns to 1000000 s")
    case .power: (1e-4...1e4, "from 0.1 mW to 10 kW")
    case .voltage: (0.1...100, "from 0.1 V to 100 V")
    }
  }

  var name: String {
    switch self {
    case .count: "a whole number"
    case .number: "a number"
    case .frequency: Frequency.quantityName
    case .duration: SimDuration.quantityName
    case .power: Power.quantityName
    case .voltage: "a voltage"
    }
  }
}

/// A column that a table of measurements must have.
public struct MeasuredColumn: Hashable, Sendable {
  /// What it is for, as the user says it: `cores`, `time`.
  public var role: String
  /// Headings under which it is looked for, the usual first.
  public var headings: [String]
  public var dimension: MeasuredDimension
  /// The unit unless the heading (`power (mW)`) or the user says another; empty without units.
  public var unit: String
  /// Whether zero is a number that it takes; numbers below zero never are.
  public var takesZero: Bool
  /// Whether a table can do without it.
  public var isOptional: Bool

  public init(
    _ role: String, _ headings: [String], _ dimension: MeasuredDimension, unit: String = "",
    takesZero: Bool = false, isOptional: Bool = false
  ) {
    self.role = role
    self.headings = headings
    self.dimension = dimension
    self.unit = unit
    self.takesZero = takesZero
    self.isOptional = isOptional
  }
}
