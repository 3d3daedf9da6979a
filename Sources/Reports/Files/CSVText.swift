/// Rows of comma-separated values after RFC 4180, with a line feed at the end of each row.
struct CSVText {
  private(set) var text = ""

  init() {}

  init(header: [String]) { append(header) }

  /// Adds a line for people, which readers of tables are told to skip by its `#`.
  mutating func note(_ words: String) { text += "# \(words)\n" }

  /// Adds one row; fields with a comma, a quote or a line break are quoted.
  mutating func append(_ fields: [String]) {
    text += fields.map(Self.field).joined(separator: ",") + "\n"
  }

  static func field(_ text: String) -> String {
    let special: Set<Unicode.Scalar> = [",", "\"", "\n", "\r"]
    guard text.unicodeScalars.contains(where: special.contains) else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  /// The shortest text of a number; an empty field where there is none.
  static func number(_ value: Double?) -> String { value.flatMap(FileNumber.text) ?? "" }
}
