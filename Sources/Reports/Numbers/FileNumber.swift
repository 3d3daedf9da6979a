/// Numbers as files hold them: the shortest text that reads back as the same number.
enum FileNumber {
  /// Text valid in JSON and CSV; nil if the number is not finite.
  static func text(_ value: Double) -> String? {
    guard let digits = DecimalDigits(value) else { return nil }
    if (-5...21).contains(digits.exponent) { return digits.plain() }
    var mantissa = digits
    mantissa.exponent = 1
    return mantissa.plain() + "e" + String(digits.exponent - 1)
  }
}
