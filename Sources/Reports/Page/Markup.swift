/// A piece of HTML or SVG that is also well-formed XML.
indirect enum Markup {
  case text(String)
  case element(String, [(String, String)], [Markup])
  /// Style sheets and the like: written as they are.
  case raw(String)

  /// An element with its attributes in this order.
  static func tag(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Markup] = []
  ) -> Markup {
    .element(name, attributes.map { ($0.key, $0.value) }, children)
  }

  /// An element that holds text alone.
  static func tag(
    _ name: String, _ attributes: KeyValuePairs<String, String>, _ text: String
  ) -> Markup {
    .tag(name, attributes, text.isEmpty ? [] : [.text(text)])
  }

  /// An element without attributes that holds text alone.
  static func tag(_ name: String, _ text: String) -> Markup { .tag(name, [:], text) }

  /// Elements that are closed at once; HTML takes all others to be open until their end tag.
  private static let closedAtOnce: Set<String> = [
    "meta", "br", "hr", "line", "rect", "circle", "path", "polyline",
  ]

  var written: String {
    var out = ""
    write(to: &out)
    return out
  }

  private func write(to out: inout String) {
    switch self {
    case .text(let text): out += Self.escaped(text)
    case .raw(let text): out += text
    case .element(let name, let attributes, let children):
      out += "<" + name
      for (key, value) in attributes { out += " \(key)=\"\(Self.escaped(value))\"" }
      if children.isEmpty, Self.closedAtOnce.contains(name) {
        out += "/>"
        return
      }
      out += ">"
      for child in children { child.write(to: &out) }
      out += "</\(name)>"
      if Self.endsLine.contains(name) { out += "\n" }
    }
  }

  private static let endsLine: Set<String> = [
    "p", "h1", "h2", "h3", "tr", "svg", "figure", "section", "details", "g", "style", "head",
    "header", "footer", "li", "table",
  ]

  /// Text without a meaning to HTML; characters that XML forbids become U+FFFD.
  static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\t", "\n", "\r": out.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": out += "\u{FFFD}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
