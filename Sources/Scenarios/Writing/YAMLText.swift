/// Text of a scenario file as it grows: two spaces of indentation per level.
struct YAMLText {
  private(set) var text = ""
  private var level = 0

  /// `key: value`, where the value is YAML already.
  mutating func line(_ key: String, _ value: String) { append("\(key): \(value)") }

  /// `key:` and what `body` writes, one level deeper.
  mutating func block(_ key: String, _ body: (inout YAMLText) -> Void) {
    append("\(key):")
    level += 1
    body(&self)
    level -= 1
  }

  /// `- item`, where the item is YAML already.
  mutating func item(_ item: String) { append("- \(item)") }

  /// `- first` and what `body` writes, as one item of a list.
  mutating func item(_ first: String, _ body: (inout YAMLText) -> Void) {
    item(first)
    level += 1
    body(&self)
    level -= 1
  }

  private mutating func append(_ line: String) {
    text += String(repeating: "  ", count: level) + line + "\n"
  }

  /// A scalar that reads back as `value`: plain if it can be, else in double quotes.
  static func scalar(_ value: String) -> String { isPlain(value) ? value : quoted(value) }

  /// Letters, digits and a few signs that mean nothing in YAML, also in a flow mapping.
  private static func isPlain(_ value: String) -> Bool {
    guard let first = value.unicodeScalars.first, !["null", "Null", "NULL"].contains(value),
      isWordScalar(first)
    else { return false }
    return value.unicodeScalars.allSatisfy {
      isWordScalar($0) || "-_./".unicodeScalars.contains($0)
    }
  }

  private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
  }

  /// In double quotes, whatever it holds.
  static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case " "..."~", "\u{A1}"..."\u{2027}", "\u{2030}"..."\u{D7FF}", "\u{E000}"..."\u{FEFE}",
        "\u{FF00}"..."\u{FFFD}":
        text.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        text += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    }
    return text + "\""
  }
}
