import Simulation

extension AcrossRuns {
  private typealias Point2 = (devices: Double, factor: BoundedEstimate)

  /// Speed-up over the number of devices with the ideal line; nil if nothing scales.
  ///
  /// Both axes are logarithmic, so the ideal is a straight line, and equal distances from it are
  /// equal losses.
  func scalingPicture() -> Markup? {
    let curves = strategies.enumerated().compactMap {
      index, strategy -> (index: Int, name: String, points: [Point2])? in
      let points = strategy.entries.compactMap { entry -> Point2? in
        guard let factor = entry.scaling, factor.value.number > 0, entry.devices > 0 else {
          return nil
        }
        return (Double(entry.devices), factor)
      }
      return Set(points.map(\.devices)).count > 1 ? (index, strategy.name, points) : nil
    }
    guard !curves.isEmpty else { return nil }
    let devices = Set(curves.flatMap { $0.points.map(\.devices) }).sorted()
    let ideals = curves.map { curve in
      curve.points.map { $0.devices / curve.points[0].devices }.max() ?? 1
    }
    let room = EndLabels.width(of: curves.map { Identity.label($0.name) })
    let (left, right, top, bottom) = (50.0, Drawing.width - room, 8.0, 268.0)
    let factors = curves.flatMap { curve in
      curve.points.flatMap { point in
        [point.factor.value.number]
          + (point.factor.interval.map { [$0.lowerBound, $0.upperBound] } ?? [])
      }
    }
    let frame = PlotFrame(
      x: Axis(ratios: devices, measure: .plain, ticks: devices, from: left, to: right),
      y: Axis(ratios: factors + ideals, from: bottom, to: top), xTitle: "devices")
    var drawing = Drawing(
      height: bottom + 46, title: "Speed-up over the number of devices, with the ideal line")
    frame.draw(on: &drawing)
    for first in Set(curves.map { $0.points[0].devices }).sorted() {
      drawIdeal(from: first, to: devices.last ?? first, frame, on: &drawing)
    }
    var ends: [(end: Point, name: String, identity: Identity)] = []
    for curve in curves {
      let identity = Identity(index: curve.index)
      let places = curve.points.compactMap { frame.place($0.devices, $0.factor.value.number) }
      drawing.polyline(places, identity.lineStyle)
      for point in curve.points { draw(point, identity, frame, on: &drawing) }
      if let end = places.last { ends.append((end, Identity.label(curve.name), identity)) }
    }
    EndLabels.draw(ends, at: right + 18, between: top, and: bottom, on: &drawing)
    return drawing.markup
  }

  private func drawIdeal(
    from first: Double, to last: Double, _ frame: PlotFrame, on drawing: inout Drawing
  ) {
    guard let start = frame.place(first, 1), let end = frame.place(last, last / first) else {
      return
    }
    drawing.polyline([start, end], "ideal")
    let middle = Point(
      x: start.x + 0.45 * (end.x - start.x), y: start.y + 0.45 * (end.y - start.y))
    drawing.text(
      "ideal", at: Point(x: middle.x - 8, y: middle.y - 6), anchor: "end", "halo muted")
  }

  private func draw(
    _ point: Point2, _ identity: Identity, _ frame: PlotFrame, on drawing: inout Drawing
  ) {
    guard let place = frame.place(point.devices, point.factor.value.number) else { return }
    if let interval = point.factor.interval,
      let low = frame.place(point.devices, interval.lowerBound),
      let high = frame.place(point.devices, interval.upperBound)
    {
      drawing.line(from: low, to: high, "whisker")
    }
    let isBound = point.factor.value.isLower || point.factor.value.isUpper
    drawing.add(identity.marker(at: place, hollow: isBound))
  }
}
