import Simulation

extension Comparison {
  /// Test accuracy at the end of each round over time or over joules; nil if nothing is learned.
  func accuracyPicture(over measure: Measure) -> Markup? {
    func cost(_ round: RoundRecord) -> Double {
      if case .energy = measure { run.energy_J(round) } else { round.time_s }
    }
    var named: Set<String> = []
    let curves = run.strategies.compactMap { strategy in
      let points = strategy.rounds.compactMap { round -> (x: Double, y: Double)? in
        guard let accuracy = round.accuracy, accuracy.isFinite, cost(round).isFinite else {
          return nil
        }
        return (cost(round), accuracy)
      }
      return points.isEmpty
        ? nil
        : (
          identity: identity(of: strategy.name), name: strategy.name, points: points,
          // The first seed of a strategy carries its name; the others are thin lines.
          isNamed: named.insert(strategy.name).inserted
        )
    }
    guard !curves.isEmpty else { return nil }

    let flagsBottom = 2 + Double(named.count) * FlagLabels.laneHeight
    let top = flagsBottom + Self.roomUnderFlags
    let plotHeight = 230.0
    let left = 46.0
    let right = Drawing.width - 12
    let frame = PlotFrame(
      x: Axis(
        costs: curves.flatMap { $0.points.map(\.x) }, measure: measure, from: left, to: right,
        ratio: 10, decidedBy: curves.compactMap { $0.points.last?.x }),
      y: Axis(
        shares: curves.flatMap { $0.points.map(\.y) } + [run.target_accuracy].compactMap { $0 },
        from: top + plotHeight, to: top),
      xTitle: xTitle(measure))
    var drawing = Drawing(
      height: top + plotHeight + 46, title: "Test accuracy over \(xTitle(measure))")
    frame.draw(on: &drawing)

    let places = curves.map { curve in curve.points.compactMap { frame.place($0.x, $0.y) } }
    let flags = zip(curves, places).compactMap { curve, places in
      curve.isNamed
        ? places.last.map {
          FlagLabels.Flag(
            end: $0, text: Identity.label(curve.name, to: 36), identity: curve.identity)
        } : nil
    }
    if let target = run.target_accuracy, let y = frame.y.place(target) {
      drawing.line(from: Point(x: left, y: y), to: Point(x: right, y: y), "target")
      drawing.text(
        "target \(goal)", at: Self.clearest("target \(goal)", on: y, of: frame, curves: places),
        "halo")
    }
    FlagLabels.draw(
      FlagLabels.place(flags, between: 2, and: Drawing.width - 2), bottom: flagsBottom, on: &drawing
    )
    for (curve, places) in zip(curves, places) {
      if !curve.isNamed {
        drawing.polyline(places, "seed \(curve.identity.lineStyle)")
        if let end = places.last { drawing.add(curve.identity.marker(at: end, scale: 0.6)) }
        continue
      }
      drawing.polyline(places, curve.identity.lineStyle)
      // At most about forty markers: more would hide the curve.
      let step = places.count / 40 + 1
      for (index, place) in places.enumerated()
      where index.isMultiple(of: step) || index == places.count - 1 {
        drawing.add(curve.identity.marker(at: place, scale: index == places.count - 1 ? 1 : 0.75))
      }
    }
    return drawing.markup
  }

  private static let roomUnderFlags = 10.0

  /// Where above or below a horizontal line a text meets the least of the curves.
  private static func clearest(
    _ text: String, on y: Double, of frame: PlotFrame, curves: [[Point]]
  ) -> Point {
    let width = Drawing.textWidth(text)
    let between = [0.02, 0.98, 0.5, 0.25, 0.75].map {
      frame.x.start + $0 * (frame.x.end - frame.x.start - width)
    }
    let candidates = between.flatMap { [Point(x: $0, y: y - 5), Point(x: $0, y: y + 15)] }
    func hits(_ place: Point) -> Int {
      let box = Box(minX: place.x, minY: place.y - 13, width: width, height: 17)
      // Below is the axis, above are the flags.
      let isOutside =
        box.maxY > frame.y.start || box.minY < frame.y.end - Self.roomUnderFlags
      return (isOutside ? 100 : 0)
        + curves.reduce(0) { sum, curve in
          sum + zip(curve, curve.dropFirst()).filter { box.meets(from: $0, to: $1) }.count
            + curve.filter(box.contains).count
        }
    }
    return candidates.min { hits($0) < hits($1) } ?? Point(x: frame.x.start, y: y)
  }

  /// Name of a horizontal axis.
  func xTitle(_ measure: Measure) -> String {
    switch measure {
    case .time: "simulated time"
    case .energy: "joules, \(run.countsUsedOnly ? "used devices" : "whole server")"
    case .accuracy: "test accuracy"
    case .plain, .factor: ""
    case .temperature: "temperature"
    case .frequency: "clock"
    case .power: "power"
    }
  }
}
