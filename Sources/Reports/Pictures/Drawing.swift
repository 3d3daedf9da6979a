/// One inline SVG picture, 480 units wide, that scales with the page.
struct Drawing {
  static let width = 480.0
  /// Font size of all text, in the same units.
  static let fontSize = 13.0

  var height: Double
  /// What it shows, for those who cannot see it.
  var title: String
  private var parts: [Markup] = []

  init(height: Double, title: String) {
    self.height = height
    self.title = title
  }

  var markup: Markup {
    .tag(
      "svg",
      ["viewBox": "0 0 \(Self.units(Self.width)) \(Self.units(height))", "role": "img"],
      [.tag("title", title)] + parts)
  }

  /// A coordinate to a tenth of a unit.
  static func units(_ value: Double) -> String {
    guard var digits = DecimalDigits(value) else { return "0" }
    digits.round(places: 1)
    return digits.plain()
  }

  /// Width of a text, a little more than most fonts need.
  static func textWidth(_ text: String) -> Double { Double(text.count) * fontSize * 0.55 }

  mutating func add(_ markup: Markup) { parts.append(markup) }

  mutating func line(from: Point, to: Point, _ style: String) {
    let u = Self.units
    add(
      .tag(
        "line",
        ["x1": u(from.x), "y1": u(from.y), "x2": u(to.x), "y2": u(to.y), "class": style]))
  }

  mutating func polyline(_ points: [Point], _ style: String) {
    guard points.count > 1 else { return }
    let text = points.map { Self.units($0.x) + "," + Self.units($0.y) }.joined(separator: " ")
    add(.tag("polyline", ["points": text, "class": style]))
  }

  /// What lies between two curves.
  mutating func area(upper: [Point], lower: [Point], _ style: String) {
    guard upper.count > 1, lower.count > 1 else { return }
    let corners = (upper + lower.reversed()).map { Self.units($0.x) + "," + Self.units($0.y) }
    add(.tag("path", ["d": "M" + corners.joined(separator: "L") + "Z", "class": style]))
  }

  mutating func rectangle(_ box: Box, _ style: String, tip: String? = nil) {
    let u = Self.units
    add(
      .tag(
        "rect",
        [
          "x": u(box.minX), "y": u(box.minY), "width": u(box.width), "height": u(box.height),
          "class": style,
        ], tip.map { [.tag("title", $0)] } ?? []))
  }

  /// Text on a base line; `anchor` is `start`, `middle` or `end`.
  mutating func text(
    _ text: String, at point: Point, anchor: String = "start", _ style: String = ""
  ) {
    let u = Self.units
    add(
      .tag(
        "text",
        ["x": u(point.x), "y": u(point.y), "text-anchor": anchor, "class": style], text))
  }
}
