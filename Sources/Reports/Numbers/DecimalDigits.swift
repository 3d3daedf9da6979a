/// The shortest decimal digits that read back as the same number, and their rounding.
///
/// Rounding works on these digits, half away from zero, so that 0.285 becomes 0.29 as people
/// expect, with no locale and no C library involved.
struct DecimalDigits: Equatable {
  var isNegative: Bool
  /// Digits 0...9 without leading zeros, as in 0.d₁d₂d₃ × 10^exponent; empty for zero.
  var digits: [UInt8]
  var exponent: Int

  /// The digits of a number; nil if it is not finite.
  init?(_ value: Double) {
    guard value.isFinite else { return nil }
    isNegative = value < 0
    digits = []
    exponent = 0
    var pointAt: Int?
    let text = value.magnitude.description.utf8
    let mantissa = text.prefix { $0 != UInt8(ascii: "e") }
    for byte in mantissa {
      if byte == UInt8(ascii: ".") {
        pointAt = digits.count
      } else {
        digits.append(byte - UInt8(ascii: "0"))
      }
    }
    let written = Int(String(decoding: text.dropFirst(mantissa.count + 1), as: UTF8.self)) ?? 0
    exponent = (pointAt ?? digits.count) + written
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    exponent -= zeros
    trim()
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty {
      exponent = 0
      isNegative = false
    }
  }

  /// Rounds to a number of places after the decimal point.
  mutating func round(places: Int, _ direction: RoundingDirection = .nearest) {
    let kept = exponent + places
    guard kept < digits.count else { return }
    let up: Bool
    switch direction {
    case .nearest: up = kept >= 0 && digits[kept] >= 5
    case .down: up = isNegative
    case .up: up = !isNegative
    }
    digits = kept > 0 ? Array(digits[..<kept]) : []
    if up { increment(atPlace: places) }
    trim()
  }

  /// Adds one unit of the last kept place.
  private mutating func increment(atPlace places: Int) {
    if digits.isEmpty {
      digits = [1]
      exponent = 1 - places
      return
    }
    while digits.count < exponent + places { digits.append(0) }
    var position = digits.count - 1
    while position >= 0, digits[position] == 9 {
      digits[position] = 0
      position -= 1
    }
    if position >= 0 {
      digits[position] += 1
    } else {
      digits.insert(1, at: 0)
      exponent += 1
    }
  }

  /// Plain notation with at least this many places after the point.
  func plain(places: Int = 0) -> String {
    var whole = ""
    var fraction = ""
    for position in 0..<max(exponent, 0) {
      whole += String(position < digits.count ? digits[position] : 0)
    }
    let count = max(places, digits.count - exponent)
    for place in 0..<max(count, 0) {
      let position = exponent + place
      fraction += String(digits.indices.contains(position) ? digits[position] : 0)
    }
    if whole.isEmpty { whole = "0" }
    return (isNegative ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }
}

/// Where rounding goes; bounds are rounded so that they stay true.
enum RoundingDirection {
  case nearest
  /// Towards minus infinity.
  case down
  /// Towards plus infinity.
  case up
}
