/// How a strategy looks in every picture: colour, marker and dash, by its place in the file.
///
/// Colours are those of Okabe and Ito, told apart by colour-blind readers as well; from the ninth
/// strategy on they repeat with broken lines and another marker shape.
struct Identity {
  var index: Int

  /// Class that sets the colour.
  var color: String { "s\(index % 8)" }

  var lineStyle: String { "curve \(color)" + (index >= 8 ? " dashed" : "") }

  /// Which of eight shapes: another one when a colour comes back.
  private var shape: Int { (index + 3 * (index / 8)) % 8 }

  /// The marker, about 9 units wide; hollow for what is only a bound.
  func marker(at point: Point, hollow: Bool = false, scale: Double = 1) -> Markup {
    func at(_ pairs: [(Double, Double)]) -> String {
      let places = pairs.map {
        Drawing.units(point.x + $0 * scale) + "," + Drawing.units(point.y + $1 * scale)
      }
      return "M" + places.joined(separator: "L") + "Z"
    }
    let style = "\(hollow ? "hollow" : "mark") \(color)"
    let outline: [(Double, Double)] =
      switch shape {
      case 1: [(-4, -4), (4, -4), (4, 4), (-4, 4)]
      case 2: [(0, -5), (5, 4), (-5, 4)]
      case 3: [(0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)]
      case 4: [(0, 5), (5, -4), (-5, -4)]
      case 5:
        [
          (-1.7, -5), (1.7, -5), (1.7, -1.7), (5, -1.7), (5, 1.7), (1.7, 1.7), (1.7, 5), (-1.7, 5),
          (-1.7, 1.7), (-5, 1.7), (-5, -1.7), (-1.7, -1.7),
        ]
      case 6: [(-5, 0), (-2.5, -4.5), (2.5, -4.5), (5, 0), (2.5, 4.5), (-2.5, 4.5)]
      case 7: [(-5, -4), (0, 0), (5, -4), (5, 4), (0, 0), (-5, 4)]
      default: []
      }
    guard !outline.isEmpty else {
      return .tag(
        "circle",
        [
          "cx": Drawing.units(point.x), "cy": Drawing.units(point.y),
          "r": Drawing.units(4.3 * scale), "class": style,
        ])
    }
    return .tag("path", ["d": at(outline), "class": style])
  }

  /// A name short enough for a picture, or for a line of its own in one.
  static func label(_ name: String, to count: Int = 26) -> String {
    Table.shortened(name, to: count)
  }
}
