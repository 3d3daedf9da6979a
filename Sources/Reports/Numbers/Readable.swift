/// Numbers as people read them: few digits, units, no locale.
enum Readable {
  /// What stands where there is no number.
  static let none = "–"

  /// A number with fixed places after the point.
  static func fixed(
    _ value: Double, places: Int, _ direction: RoundingDirection = .nearest
  ) -> String {
    guard var digits = DecimalDigits(value) else { return none }
    digits.round(places: places, direction)
    return digits.plain(places: places)
  }

  /// A number with significant digits; digits before the point are never cut to zeros.
  static func significant(
    _ value: Double, _ count: Int = 3, _ direction: RoundingDirection = .nearest
  ) -> String {
    guard var digits = DecimalDigits(value) else { return none }
    if digits.digits.isEmpty { return "0" }
    digits.round(places: max(0, count - digits.exponent), direction)
    // Asked again: rounding 9.996 up has moved the point.
    return digits.plain(places: max(0, count - digits.exponent))
  }

  private static func scaled(
    _ value: Double, units: [(factor: Double, name: String)], _ direction: RoundingDirection
  ) -> String {
    guard value.isFinite else { return none }
    let last = units.count - 1
    for (index, unit) in units.enumerated() {
      // A number that rounds up to 1000 belongs to the next unit.
      if index == last || value.magnitude / unit.factor < 999.5 {
        return significant(value / unit.factor, 3, direction) + " " + unit.name
      }
    }
    return none
  }

  /// Joules, such as `4.20 kJ`.
  static func energy(_ joules: Double, _ direction: RoundingDirection = .nearest) -> String {
    let units = [(1, "J"), (1e3, "kJ"), (1e6, "MJ"), (1e9, "GJ")]
    if joules != 0, joules.magnitude < 1 {
      return scaled(joules, units: [(1e-6, "µJ"), (1e-3, "mJ"), (1, "J")], direction)
    }
    return scaled(joules, units: units, direction)
  }

  /// Watts, such as `312 W`.
  static func power(_ watts: Double) -> String {
    scaled(watts, units: [(1, "W"), (1e3, "kW"), (1e6, "MW")], .nearest)
  }

  /// Degrees Celsius, such as `81.4 °C`.
  static func temperature(_ celsius: Double) -> String {
    guard celsius.isFinite else { return none }
    return fixed(celsius, places: 1) + " °C"
  }

  /// Bytes in powers of ten, such as `1.25 GB`.
  static func bytes(_ count: Int) -> String {
    if count.magnitude < 1000 { return "\(count) B" }
    return scaled(
      Double(count), units: [(1e3, "kB"), (1e6, "MB"), (1e9, "GB"), (1e12, "TB"), (1e15, "PB")],
      .nearest)
  }

  /// Seconds in one unit of three digits, such as `552 s` or `1.20 ms`.
  static func seconds(_ value: Double) -> String {
    guard value.isFinite else { return none }
    if value == 0 || value.magnitude >= 1 { return significant(value) + " s" }
    return scaled(
      value, units: [(1e-9, "ns"), (1e-6, "µs"), (1e-3, "ms"), (1, "s")], .nearest)
  }

  /// Seconds as a clock would say them, such as `9 min 12 s`.
  static func duration(_ value: Double) -> String {
    guard value.isFinite else { return none }
    if value < 59.95 { return seconds(value) }
    // Years of simulated time are beyond any run and would not fit an integer.
    guard value < 1e12 else { return significant(value / 86_400) + " d" }
    let whole = Int(value.rounded())
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    let minutes = Int((value / 60).rounded())
    if minutes < 24 * 60 { return "\(minutes / 60) h \(minutes % 60) min" }
    let hours = Int((value / 3600).rounded())
    return "\(hours / 24) d \(hours % 24) h"
  }

  /// A share of one in per cent, such as `85.3 %`.
  static func percent(
    _ share: Double, places: Int = 1, _ direction: RoundingDirection = .nearest
  ) -> String {
    guard share.isFinite else { return none }
    // Multiplied in decimal digits, where 0.853 is exactly 85.3 %.
    guard var digits = DecimalDigits(share) else { return none }
    if !digits.digits.isEmpty { digits.exponent += 2 }
    digits.round(places: places, direction)
    return digits.plain(places: places) + " %"
  }

  /// A factor such as `12.3x`; from 100 on without places.
  static func factor(_ value: Double, _ direction: RoundingDirection = .nearest) -> String {
    guard value.isFinite else { return none }
    return significant(value, value < 10 ? 2 : 3, direction) + "x"
  }

  /// Half the length of an interval, such as `± 14.0 s`; nothing without one.
  static func halfLength(_ interval: ClosedRange<Double>?, _ format: (Double) -> String) -> String {
    guard let interval else { return "" }
    let half = (interval.upperBound - interval.lowerBound) / 2
    // What rounding leaves of equal numbers is no spread.
    let noise = 1e-12 * max(interval.lowerBound.magnitude, interval.upperBound.magnitude)
    return "± " + format(half <= noise ? 0 : half)
  }

  /// The same to follow a number; nothing without an interval.
  static func spread(_ interval: ClosedRange<Double>?, _ format: (Double) -> String) -> String {
    interval == nil ? "" : " " + halfLength(interval, format)
  }

  /// Both ends of an interval, rounded outwards, such as `2.1 to 2.5x`; nothing without one.
  static func ends(
    _ interval: ClosedRange<Double>?, _ format: (Double, RoundingDirection) -> String
  ) -> String {
    guard let interval else { return "" }
    let low = format(interval.lowerBound, .down).prefix { $0 != "x" && $0 != " " }
    return "\(low) to \(format(interval.upperBound, .up))"
  }

  /// `1 round`, `2 rounds`.
  static func count(_ number: Int, _ what: String) -> String {
    "\(number) \(what)\(number == 1 ? "" : "s")"
  }

  /// An optional number through one of the formats above.
  static func optional<Value>(_ value: Value?, _ format: (Value) -> String) -> String {
    value.map(format) ?? none
  }
}
