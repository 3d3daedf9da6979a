/// The grid and names of two axes.
struct PlotFrame {
  var x: Axis
  var y: Axis
  /// Name of the horizontal axis.
  var xTitle: String

  /// Place of a pair of values; nil for one that the axes cannot show.
  func place(_ x: Double, _ y: Double) -> Point? {
    guard let x = self.x.place(x), let y = self.y.place(y) else { return nil }
    return Point(x: x, y: y)
  }

  /// - Parameter names: Whether the horizontal axis says what it is and where it is.
  func draw(on drawing: inout Drawing, names: Bool = true) {
    for value in y.ticks {
      guard let place = y.place(value) else { continue }
      drawing.line(from: Point(x: x.start, y: place), to: Point(x: x.end, y: place), "grid")
      drawing.text(
        y.measure.name(value), at: Point(x: x.start - 6, y: place + 4), anchor: "end", "muted")
    }
    for value in x.ticks {
      guard let place = x.place(value) else { continue }
      drawing.line(from: Point(x: place, y: y.start), to: Point(x: place, y: y.end), "grid")
      if !names { continue }
      let half = Drawing.textWidth(x.measure.name(value)) / 2
      let inside = min(max(place, half), Drawing.width - half)
      drawing.text(
        x.measure.name(value), at: Point(x: inside, y: y.start + 19), anchor: "middle", "muted")
    }
    drawing.line(from: Point(x: x.start, y: y.start), to: Point(x: x.end, y: y.start), "axis")
    if !names { return }
    let scale = x.isLogarithmic ? " (log scale)" : ""
    drawing.text(
      xTitle + scale, at: Point(x: (x.start + x.end) / 2, y: y.start + 38), anchor: "middle",
      "muted")
  }
}
