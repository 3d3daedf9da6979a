/// Horizontal bars of parts, one per strategy, with names and totals above each bar.
struct StackedBars {
  struct Bar {
    var name: String
    var identity: Identity
    /// What the whole bar comes to, in words.
    var total: String
    /// Values in the order of the part names; what is not finite or negative counts as 0.
    var values: [Double]
  }

  var title: String
  var parts: [String]
  var bars: [Bar]
  /// Whether bars have the same length; else their lengths compare their sums.
  var isShare: Bool
  /// Text of one part, given its value and its share of the bar.
  var text: (Double, Double) -> String

  static let rowHeight = 48.0

  /// Class that colours a part, told apart from those of strategies by its place in a legend.
  static func color(_ part: Int) -> String { "p\(part % 12)" }

  private static func clean(_ value: Double) -> Double { value.isFinite ? max(0, value) : 0 }

  var picture: Markup {
    var drawing = Drawing(height: Double(bars.count) * Self.rowHeight + 4, title: title)
    let sums = bars.map { $0.values.reduce(0) { $0 + Self.clean($1) } }
    let greatest = sums.max() ?? 0
    for (row, bar) in bars.enumerated() {
      let top = Double(row) * Self.rowHeight
      drawing.add(bar.identity.marker(at: Point(x: 7, y: top + 12)))
      drawing.text(Identity.label(bar.name, to: 50), at: Point(x: 18, y: top + 16))
      drawing.text(bar.total, at: Point(x: Drawing.width, y: top + 16), anchor: "end", "muted")
      let whole = isShare ? sums[row] : greatest
      let box = Box(minX: 0, minY: top + 22, width: Drawing.width, height: 19)
      guard whole > 0 else {
        drawing.rectangle(box, "empty")
        continue
      }
      var left = 0.0
      for (part, value) in bar.values.enumerated() where Self.clean(value) > 0 {
        let width = value / whole * Drawing.width
        let text = text(value, value / sums[row])
        drawing.rectangle(
          Box(minX: left, minY: box.minY, width: width, height: box.height),
          "part \(Self.color(part))", tip: "\(parts[part]): \(text)")
        if Drawing.textWidth(text) + 4 <= width {
          drawing.text(
            text, at: Point(x: left + width / 2, y: box.minY + 14), anchor: "middle",
            "on \(Self.color(part))")
        }
        left += width
      }
    }
    return drawing.markup
  }

  /// Which colour is which part, in the order in which bars stack them.
  var legend: Markup { Self.legend(parts.enumerated().map { ($0, $1) }) }

  /// Which colour is which part, by the numbers of the parts.
  static func legend(_ parts: [(number: Int, name: String)]) -> Markup {
    .tag(
      "ul", ["class": "legend"],
      parts.map { part in
        .tag(
          "li", [:],
          [.tag("span", ["class": "key \(color(part.number))"], ""), .text(" " + part.name)])
      })
  }
}
