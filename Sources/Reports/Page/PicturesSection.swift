import Simulation

extension Comparison {
  /// All pictures, in two columns where there is room.
  var picturesSection: Markup {
    var figures = accuracyFigures
    if let bars = speedUpBars {
      figures.append(
        Self.figure(
          "Speed-up",
          "Against \(baseline?.name ?? ""), which stands at 1x."
            + (isRepeated ? " Whiskers: 95 % confidence." : "")
            + (hasBounds ? " Broken outline: the target was not reached, a bound." : ""), [bars]))
    }
    let time = timeBars
    let energy = energyBars
    if !time.bars.isEmpty {
      figures.append(
        Self.figure(
          "Where device time goes", "Mean of the used devices; length of the run at the right.",
          [time.legend, time.picture]))
    }
    if !energy.bars.isEmpty {
      let scale =
        energy.isShare ? "Shares of each run; its joules" : "Joules of each run; their sum"
      figures.append(
        Self.figure(
          "Where joules go", "\(scale) at the right. Whole server.",
          [energy.legend, energy.picture]))
    }
    let lines = energyLineBars
    if !lines.bars.isEmpty {
      figures.append(
        Self.figure(
          "What joules are spent on",
          "\(lines.isShare ? "Shares of each run; its joules" : "Joules of each run; their sum") at "
            + "the right. Whole server; those of used devices by what they were doing.",
          [lines.legend, lines.picture]))
    }
    if let picture = tradeOffPicture() {
      let missed = tradeOffs.contains { !$0.isReached }
      figures.append(
        Self.figure(
          "Joules against time",
          "What lies above the broken line, the Pareto front, or to its right is beaten in both."
            + (missed ? " Hollow: target not reached, the cost so far." : ""),
          [picture]))
      figures.append(
        Self.figure(
          "Which to choose", "On the front: nothing else is both sooner and cheaper.",
          [tradeOffTable.markup]))
    }
    return .tag("div", ["class": "pictures"], figures)
  }

  private var accuracyFigures: [Markup] {
    guard let time = accuracyPicture(over: .time), let energy = accuracyPicture(over: .energy)
    else { return [] }
    return [
      Self.figure(
        "Accuracy over time",
        "One mark per round, on the test set."
          + (isRepeated ? " Thin lines: the seeds after the first." : ""), [time]),
      Self.figure("Accuracy over joules", "The same runs; \(run.boundary) boundary.", [energy]),
    ]
  }

  /// The tables of what seconds and joules were spent on.
  var spentSection: [Markup] {
    var parts: [Markup] = [
      .tag("h2", "Seconds: device time, mean of the used devices"), decompositionTable.markup,
    ]
    if let table = energyDecompositionTable {
      parts.append(.tag("h2", "Joules of the whole server by what they were spent on"))
      parts.append(table.markup)
    }
    return parts
  }

  /// Why there are no accuracy pictures; nil if there are.
  var noAccuracyNote: String? {
    guard accuracyPicture(over: .time) == nil, !summaries.isEmpty else { return nil }
    return "Nothing was learned in this run (it models time and joules alone), so there are no "
      + "accuracy curves."
  }

  static func figure(_ title: String, _ caption: String, _ content: [Markup]) -> Markup {
    .tag(
      "figure", [:],
      [.tag("figcaption", [:], [.text(title), .tag("span", caption)])] + content)
  }
}
