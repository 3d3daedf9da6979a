import Simulation

extension Comparison {
  /// A strategy as a point of time and joules.
  struct TradeOff {
    var index: Int
    var time_s: Double
    var energy_J: Double
    /// Whether it did what was asked; else its cost is only a lower bound.
    var isReached: Bool
  }

  /// Costs to the target, or of the whole run if there is none, in the order of the file.
  ///
  /// Of several seeds they are means, or bounds of these where some seeds did not reach the target. None
  /// of runs without a target that failed, or that did unequal numbers of rounds.
  var tradeOffs: [TradeOff] {
    if haveUnequalRounds { return [] }
    return strategies.enumerated().compactMap { index, strategy in
      if !strategy.hasTarget, !strategy.isReached { return nil }
      guard let time = strategy.time_s?.value.number, let energy = strategy.energy_J?.value.number,
        time > 0, time.isFinite, energy > 0, energy.isFinite
      else { return nil }
      return TradeOff(
        index: index, time_s: time, energy_J: energy,
        isReached: strategy.isReached)
    }
  }

  /// Whether strategies ended without a target after different numbers of rounds: then nobody was
  /// sooner or cheaper with the same work.
  var haveUnequalRounds: Bool {
    let whole = strategies.filter { !$0.hasTarget && $0.isReached }
    return Set(whole.flatMap { $0.runs.map(\.rounds) }).count > 1
  }

  /// Indices into ``strategies`` of those on the Pareto front of time and joules.
  ///
  /// By growing time; only strategies that reached the target are considered.
  public var paretoFront: [Int] {
    let reached = tradeOffs.filter(\.isReached)
    return ParetoFront.indices(of: reached.map { ($0.time_s, $0.energy_J) })
      .map { reached[$0].index }
  }

  /// Joules against time with the Pareto front; nil for fewer than two points.
  func tradeOffPicture() -> Markup? {
    let points = tradeOffs
    guard points.count > 1 else { return nil }
    func spread(_ values: [Double]) -> Double { (values.max() ?? 1) / (values.min() ?? 1) }
    let times = points.map(\.time_s)
    let energies = points.map(\.energy_J)
    // Both axes are logarithmic together.
    let ratio = max(spread(times), spread(energies)) > 20 ? 0.5 : Double.infinity
    let left = 66.0
    let top = 12.0
    let bottom = 330.0
    let frame = PlotFrame(
      x: Axis(
        costs: times, measure: .time, from: left, to: Drawing.width - 12, ratio: ratio),
      y: Axis(costs: energies, measure: .energy, from: bottom, to: top, ratio: ratio),
      xTitle: run.target_accuracy == nil
        ? "simulated time of the run" : "simulated time to \(goal)")
    var drawing = Drawing(height: bottom + 46, title: "Joules against time, with Pareto front")
    frame.draw(on: &drawing)

    let places = points.compactMap { point in
      frame.place(point.time_s, point.energy_J).map { (point: point, place: $0) }
    }
    let front = paretoFront.compactMap { index in
      places.first { $0.point.index == index }?.place
    }
    drawing.polyline(Self.steps(front, right: Drawing.width - 12, top: top), "front")
    let texts = places.map { place in
      Identity.label(strategies[place.point.index].name)
        + (place.point.isReached ? "" : " (not reached)")
    }
    let labels = LabelPlacement.place(
      zip(places, texts).map { ($0.place, Drawing.textWidth($1)) }, height: 16,
      within: Box(minX: left, minY: top, width: Drawing.width - left, height: bottom - top))
    for (place, label) in zip(places, labels) where label.isDistant {
      let near = Point(
        x: min(max(place.place.x, label.box.minX), label.box.maxX),
        y: label.box.minY > place.place.y ? label.box.minY : label.box.maxY)
      drawing.line(
        from: place.place, to: near, "pole \(Identity(index: place.point.index).color)")
    }
    for place in places {
      let identity = Identity(index: place.point.index)
      drawing.add(
        identity.marker(at: place.place, hollow: !place.point.isReached, scale: 1.25))
    }
    for (text, label) in zip(texts, labels) {
      drawing.text(text, at: Point(x: label.box.minX, y: label.box.maxY - 4), "halo")
    }
    return drawing.markup
  }

  /// The front as a staircase: what is above and to the right of it is beaten.
  private static func steps(_ front: [Point], right: Double, top: Double) -> [Point] {
    guard let first = front.first, let last = front.last else { return [] }
    var points = [Point(x: first.x, y: top), first]
    for (before, after) in zip(front, front.dropFirst()) {
      points += [Point(x: after.x, y: before.y), after]
    }
    return points + [Point(x: right, y: last.y)]
  }
}
