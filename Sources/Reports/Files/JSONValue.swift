/// A JSON text with its keys in the order in which they were given.
package indirect enum JSONValue {
  case null
  case truth(Bool)
  case text(String)
  case integer(Int)
  case unsigned(UInt64)
  case number(Double)
  case list([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// `null` where there is no number.
  package static func optional(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
  package static func optional(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }

  /// Indented by two spaces; numbers that are not finite are `null`.
  package var written: String {
    var out = ""
    write(to: &out, indent: "")
    return out
  }

  private func write(to out: inout String, indent: String) {
    switch self {
    case .null: out += "null"
    case .truth(let value): out += value ? "true" : "false"
    case .text(let text): out += Self.quoted(text)
    case .integer(let value): out += String(value)
    case .unsigned(let value): out += String(value)
    case .number(let value): out += FileNumber.text(value) ?? "null"
    case .list(let values):
      Self.write(values, between: ("[", "]"), to: &out, indent: indent) { value, out, inner in
        value.write(to: &out, indent: inner)
      }
    case .object(let pairs):
      Self.write(pairs, between: ("{", "}"), to: &out, indent: indent) { pair, out, inner in
        out += Self.quoted(pair.key) + ": "
        pair.value.write(to: &out, indent: inner)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], between brackets: (String, String), to out: inout String,
    indent: String, each: (Element, inout String, String) -> Void
  ) {
    out += brackets.0
    let inner = indent + "  "
    for (index, element) in elements.enumerated() {
      out += (index == 0 ? "\n" : ",\n") + inner
      each(element, &out, inner)
    }
    if !elements.isEmpty { out += "\n" + indent }
    out += brackets.1
  }

  /// A JSON string: quotes, backslashes and control characters escaped, all else as it is.
  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}":
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
