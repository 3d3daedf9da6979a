/// Names of curves at the right of a plot, each as near to the end of its curve as others leave room.
enum EndLabels {
  static let height = 17.0

  /// Heights of the middles of names whose curves end at these, in the same order.
  ///
  /// No two are nearer than the height of a name, and all lie between `top` and `bottom` if there is
  /// room for them.
  static func place(_ ends: [Double], between top: Double, and bottom: Double) -> [Double] {
    let order = ends.indices.sorted { (ends[$0], $0) < (ends[$1], $1) }
    var places = ends
    var least = top + height / 2
    for index in order {
      places[index] = max(ends[index], least)
      least = places[index] + height
    }
    var greatest = bottom - height / 2
    for index in order.reversed() {
      places[index] = min(places[index], greatest)
      greatest = places[index] - height
    }
    return places
  }

  static func draw(
    _ curves: [(end: Point, name: String, identity: Identity)], at left: Double,
    between top: Double, and bottom: Double, on drawing: inout Drawing
  ) {
    let places = place(curves.map(\.end.y), between: top, and: bottom)
    for (curve, place) in zip(curves, places) {
      drawing.line(
        from: Point(x: curve.end.x + 6, y: curve.end.y), to: Point(x: left - 3, y: place),
        "pole \(curve.identity.color)")
      drawing.text(curve.name, at: Point(x: left, y: place + 4))
    }
  }

  /// Room that names need beside a plot.
  static func width(of names: [String]) -> Double {
    (names.map(Drawing.textWidth).max() ?? 0) + 26
  }
}
