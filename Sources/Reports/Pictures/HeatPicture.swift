import Simulation

/// Temperature, clock and power of a row of devices, one above the other on one time axis.
enum HeatPicture {
  private static let left = 62.0
  private static let panelHeight = 118.0
  private static let gap = 22.0

  /// One panel: what is drawn, and of which numbers.
  private struct Panel {
    var title: String
    var measure: Measure
    var values: (DeviceSeries) -> [Double]
    /// A level that means something, with its name.
    var mark: (value: Double, name: String)?
  }

  /// The picture of one strategy; nil if nothing was sampled.
  static func picture(_ heat: HeatRecord, strategy: String) -> Markup? {
    let series = heat.series.filter { !$0.temperature_C.isEmpty }
    guard let first = series.first else { return nil }
    let length = Double(first.temperature_C.count) * first.interval_s
    let panels = panels(of: heat).filter { panel in series.contains { !panel.values($0).isEmpty } }
    let height = Double(panels.count) * (panelHeight + gap) + 40
    var drawing = Drawing(
      height: height, title: "Temperature, clock and power over time, \(strategy)")
    for (number, panel) in panels.enumerated() {
      let top = Double(number) * (panelHeight + gap) + 16
      let values = series.flatMap(panel.values)
      // The mark belongs on the axis when the curves come near it.
      let highest = values.max() ?? 0
      let mark = panel.mark.flatMap { highest > $0.value - 25 ? $0 : nil }
      let y = Axis(
        values: values + [mark?.value].compactMap { $0 }, measure: panel.measure,
        from: top + panelHeight, to: top)
      let x = Axis(
        costs: [length / 1.06], measure: .time, from: left, to: Drawing.width - 8)
      drawing.text(panel.title, at: Point(x: left, y: top - 5), "muted")
      let isLast = number == panels.count - 1
      PlotFrame(x: x, y: y, xTitle: "simulated time").draw(on: &drawing, names: isLast)
      if let mark, let place = y.place(mark.value) {
        drawing.line(
          from: Point(x: left, y: place), to: Point(x: Drawing.width - 8, y: place), "target")
        drawing.text(
          mark.name, at: Point(x: Drawing.width - 10, y: place - 4), anchor: "end", "halo")
      }
      for (index, device) in series.enumerated() {
        let points = panel.values(device).enumerated().compactMap { step, value -> Point? in
          guard let here = x.place(Double(step + 1) * device.interval_s),
            let there = y.place(value)
          else { return nil }
          return Point(x: here, y: there)
        }
        drawing.polyline(thinned(points), "thin \(Identity(index: index).lineStyle)")
      }
    }
    return drawing.markup
  }

  private static func panels(of heat: HeatRecord) -> [Panel] {
    [
      Panel(
        title: "temperature", measure: .temperature, values: \.temperature_C,
        mark: heat.trip_C.map { ($0, "trip \(Readable.fixed($0, places: 0)) °C") }),
      Panel(title: "clock", measure: .frequency, values: \.frequency_MHz, mark: nil),
      Panel(title: "power of the device", measure: .power, values: \.power_W, mark: nil),
    ]
  }

  /// Points that lie on the line between their neighbours are left out.
  private static func thinned(_ points: [Point]) -> [Point] {
    points.indices.filter { index in
      guard index > 0, index < points.count - 1 else { return true }
      let (a, b, c) = (points[index - 1].y, points[index].y, points[index + 1].y)
      return a != b || b != c
    }.map { points[$0] }
  }

  /// Which curve is which device.
  static func legend(_ heat: HeatRecord) -> Markup {
    .tag(
      "ul", ["class": "legend"],
      heat.series.enumerated().map { index, series in
        .tag(
          "li", [:],
          [
            .tag("span", ["class": "key line \(Identity(index: index).color)"]),
            .text(series.device),
          ])
      })
  }
}
