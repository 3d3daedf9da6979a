import Simulation

extension Comparison {
  private var speedUps: [(index: Int, factor: BoundedEstimate)] {
    strategies.indices.compactMap { index in
      guard index != baselineIndex, let factor = speedUp(strategies[index]),
        factor.value.number > 0, factor.value.number.isFinite
      else { return nil }
      return (index, factor)
    }
  }

  /// Whether a speed-up is only a bound.
  var hasBounds: Bool { speedUps.contains { $0.factor.value.isLower || $0.factor.value.isUpper } }

  /// Speed-ups against the baseline as bars from 1x to the right or, if slower, to the left; nil if
  /// there is nothing to compare.
  ///
  /// The axis is logarithmic, so that 2x and 0.5x are equally far from 1x.
  var speedUpBars: Markup? {
    let rows = speedUps
    guard !rows.isEmpty else { return nil }
    let rowHeight = 40.0
    let height = Double(rows.count) * rowHeight + 6
    let values = rows.flatMap { row in
      [row.factor.value.number]
        + (row.factor.interval.map { [$0.lowerBound, $0.upperBound] } ?? [])
    }
    // Room for the factor at the end of a bar.
    let axis = Axis(ratios: values, from: 58, to: Drawing.width - 58)
    var drawing = Drawing(
      height: height + 24, title: "Speed-up of each strategy against \(baseline?.name ?? "")")
    for tick in axis.ticks {
      guard let place = axis.place(tick) else { continue }
      drawing.line(from: Point(x: place, y: 0), to: Point(x: place, y: height), "grid")
      drawing.text(
        axis.measure.name(tick), at: Point(x: place, y: height + 18), anchor: "middle", "muted")
    }
    guard let one = axis.place(1) else { return nil }
    drawing.line(from: Point(x: one, y: 0), to: Point(x: one, y: height), "axis")
    for (number, row) in rows.enumerated() {
      draw(row.factor, of: row.index, top: Double(number) * rowHeight, axis, one, on: &drawing)
    }
    return drawing.markup
  }

  private func draw(
    _ factor: BoundedEstimate, of index: Int, top: Double, _ axis: Axis, _ one: Double,
    on drawing: inout Drawing
  ) {
    guard let end = axis.place(factor.value.number) else { return }
    let identity = Identity(index: index)
    let name = strategies[index].name
    let text = factor.value.text(Readable.factor)
    drawing.add(identity.marker(at: Point(x: 7, y: top + 10)))
    drawing.text(Identity.label(name, to: 60), at: Point(x: 18, y: top + 14), "halo")
    let box = Box(minX: min(one, end), minY: top + 20, width: max(abs(end - one), 1), height: 14)
    let isBound = factor.value.isLower || factor.value.isUpper
    drawing.rectangle(
      box, "\(isBound ? "bound" : "bar") \(identity.color)", tip: "\(name): \(text)")
    var left = box.minX
    var right = box.maxX
    if let interval = factor.interval, let low = axis.place(interval.lowerBound),
      let high = axis.place(interval.upperBound)
    {
      let middle = top + 27
      drawing.line(from: Point(x: low, y: middle), to: Point(x: high, y: middle), "whisker")
      for place in [low, high] {
        drawing.line(
          from: Point(x: place, y: middle - 4), to: Point(x: place, y: middle + 4), "whisker")
      }
      left = min(left, low)
      right = max(right, high)
    }
    let isRight = end >= one
    drawing.text(
      text, at: Point(x: isRight ? right + 5 : left - 5, y: top + 31),
      anchor: isRight ? "start" : "end", "halo")
  }
}
