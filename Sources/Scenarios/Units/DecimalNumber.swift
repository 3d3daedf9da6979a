/// A number as it is written: an integer times a power of ten, exactly.
///
/// Units shift only the exponent, so `2.84 GHz` is the Double nearest to 2840000000 and no product
/// of two rounded numbers.
struct DecimalNumber: Hashable, Sendable {
  /// Digits without sign, point and leading zeros; empty for zero.
  var digits: String
  var exponent: Int
  var isNegative: Bool

  var isZero: Bool { digits.isEmpty }

  init(digits: String, exponent: Int, isNegative: Bool = false) {
    self.digits = String(digits.drop { $0 == "0" })
    self.exponent = self.digits.isEmpty ? 0 : exponent
    self.isNegative = isNegative
  }

  /// Reads `-12`, `0.90`, `.5`, `1e-9`; nil for anything else, `nan` and `inf` included.
  init?(_ text: Substring) {
    var rest = text
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest.removeFirst() }
    let mantissa = rest.prefix { $0 != "e" && $0 != "E" }
    var exponent = 0
    if mantissa.endIndex != rest.endIndex {
      let written = rest[rest.index(after: mantissa.endIndex)...]
      guard let value = Int(written), value.magnitude <= Self.largestExponent else { return nil }
      exponent = value
    }
    let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, mantissa.count > parts.count - 1,
      parts.joined().allSatisfy({ $0.isASCII && $0.isNumber })
    else { return nil }
    let fraction = parts.count == 2 ? parts[1] : ""
    self.init(
      digits: String(parts[0] + fraction), exponent: exponent - fraction.count,
      isNegative: isNegative)
  }

  /// Whether the text is `nan`, `-inf`, `.inf` or another spelling of what is no finite number.
  static func isNotFinite(_ text: Substring) -> Bool {
    ["nan", "inf", "infinity"].contains(text.lowercased().drop { "+-.".contains($0) })
  }

  /// The shortest decimal that reads back as `value`.
  ///
  /// - Precondition: `value` is finite.
  init(_ value: Double) {
    precondition(value.isFinite, "a quantity is finite")
    guard let number = DecimalNumber("\(value)"[...]) else {
      preconditionFailure("Swift writes a Double as a decimal")
    }
    self = number
  }

  init(_ value: Int) {
    self.init(digits: String(value.magnitude), exponent: 0, isNegative: value < 0)
  }

  /// Beyond the range of Double in any unit.
  private static let largestExponent: UInt = 400

  /// The nearest Double; infinite when the number is too large.
  var double: Double {
    let text = "\(isNegative ? "-" : "")\(isZero ? "0" : digits)e\(exponent)"
    return Double(text) ?? .infinity
  }

  func shifted(by places: Int) -> DecimalNumber {
    var shifted = self
    if !isZero { shifted.exponent += places }
    return shifted
  }

  /// The number times `factor` as a whole number: nil when it is not one or does not fit.
  func whole(times factor: Int) -> WholeResult {
    guard !isZero else { return .whole(0) }
    var digits = digits[...]
    var exponent = exponent
    while digits.last == "0" {
      digits.removeLast()
      exponent += 1
    }
    guard digits.count <= 19, exponent <= 19, exponent >= -38 else {
      return exponent < 0 ? .fraction : .tooLarge
    }
    guard let mantissa = Int128(digits) else { return .tooLarge }
    var (product, overflow) = mantissa.multipliedReportingOverflow(by: Int128(factor))
    if overflow { return .tooLarge }
    while exponent > 0 {
      (product, overflow) = product.multipliedReportingOverflow(by: 10)
      if overflow { return .tooLarge }
      exponent -= 1
    }
    while exponent < 0 {
      let (quotient, remainder) = product.quotientAndRemainder(dividingBy: 10)
      if remainder != 0 { return .fraction }
      product = quotient
      exponent += 1
    }
    guard let whole = Int(exactly: isNegative ? -product : product) else { return .tooLarge }
    return .whole(whole)
  }

  enum WholeResult: Hashable {
    case whole(Int)
    case fraction
    case tooLarge
  }

  /// Plain digits with a point, no exponent and no needless zeros.
  var text: String {
    guard !isZero else { return "0" }
    var digits = digits[...]
    var exponent = exponent
    while exponent < 0, digits.last == "0" {
      digits.removeLast()
      exponent += 1
    }
    let sign = isNegative ? "-" : ""
    if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) }
    if digits.count > -exponent {
      let point = digits.index(digits.endIndex, offsetBy: exponent)
      return "\(sign)\(digits[..<point]).\(digits[point...])"
    }
    return sign + "0." + String(repeating: "0", count: -exponent - digits.count) + digits
  }
}
