import Simulation

extension Comparison {
  /// All pictures, in two columns where there is room.
  var picturesSection: Markup {
    var figures = accuracyFigures
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
      Self.figure("Accuracy over time", "One mark per round, on the test set.", [time]),
      Self.figure("Accuracy over joules", "The same runs; \(run.boundary) boundary.", [energy]),
    ]
  }

  /// Why there are no accuracy pictures; nil if there are.
  var noAccuracyNote: String? {
    guard accuracyPicture(over: .time) == nil, !summaries.isEmpty else { return nil }
    return "Nothing was learned in this run (it models time and joules alone), so there are no "
      + "accuracy curves."
  }

  private static func figure(_ title: String, _ caption: String, _ content: [Markup]) -> Markup {
    .tag(
      "figure", [:],
      [.tag("figcaption", [:], [.text(title), .tag("span", caption)])] + content)
  }
}
