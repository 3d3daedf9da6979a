import Foundation

/// The current that flows through a die whether it works or not, which grows with temperature.
///
///     P(T) = reference * exp(growth (T - referenceTemperature))                            [W]
///
/// Power is constant between events, so leakage is a step function: it is set for the middle of a
/// band of temperatures and set again when the die leaves the band.
public struct LeakageModel: Hashable, Sendable {
  /// In watts, at the reference temperature; part of the device's idle power as it was measured.
  public var reference: Double
  /// In Celsius.
  public var referenceTemperature: Double
  /// Per kelvin: 0.01 to 0.03, a doubling every 25 to 70 K.
  public var growth: Double
  /// The width of a band, in kelvin.
  public var quantum: Double

  public static let defaultQuantum = 0.5

  public init(
    reference: Double, referenceTemperature: Double, growth: Double,
    quantum: Double = defaultQuantum
  ) {
    self.reference = reference
    self.referenceTemperature = referenceTemperature
    self.growth = growth
    self.quantum = quantum
  }

  /// In watts.
  public func watts(at temperature: Double) -> Double {
    reference * exp(growth * (temperature - referenceTemperature))
  }
}

/// A quantity that follows a signal in steps: the middle of a band that the signal has not left.
///
/// A new band begins a little before the edge that was crossed, so a signal that rests on an edge
/// does not flutter.
struct QuantisedValue: Sendable {
  /// Share of a band that it has in common with the next one.
  private static let overlap = 0.2

  private(set) var low: Double
  private(set) var high: Double
  private let width: Double

  var middle: Double { (low + high) / 2 }

  /// A band around a value.
  init(around value: Double, width: Double) {
    self.width = width
    (low, high) = (value - width / 2, value + width / 2)
  }

  /// A band around a value, as wide as another.
  init(around value: Double, like other: QuantisedValue) {
    self.init(around: value, width: other.width)
  }

  /// Whether a value is at an edge or beyond it, as far as a course's tolerance tells.
  @inline(__always)
  func isLeft(by value: Double) -> Bool {
    value >= high - 1e-7 || value <= low + 1e-7
  }

  /// Takes the band that a signal has come into that left this one.
  mutating func follow(_ value: Double) {
    if value >= high - 1e-7 {
      low = value - width * Self.overlap
      high = low + width
    } else {
      high = value + width * Self.overlap
      low = high - width
    }
  }
}
