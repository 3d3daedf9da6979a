import Simulation

extension AcrossRuns {
  /// A page of several runs: the table across them, how strategies scale, and each run's pictures.
  public func html(command: String) -> String {
    var body: [Markup] = [
      .tag("h1", Self.heading(names.count)),
      .tag("p", ["class": "muted"], explanation), table.markup,
    ]
    if marks.energy {
      body.append(.tag("p", ["class": "muted"], "* rests on assumed values, listed below"))
    }
    if let picture = scalingPicture() {
      let figure = Comparison.figure(
        "Scaling",
        "How much sooner than on the fewest devices. Hollow: a bound, as the target was not reached.",
        [picture])
      body.append(.tag("div", ["class": "pictures"], [figure]))
    } else if !isScaling {
      body.append(
        .tag(
          "p",
          "Every strategy trains on one number of devices in all runs, so there is no scaling."))
    }
    for (name, comparison) in zip(names, comparisons) {
      body.append(.tag("h2", name))
      body.append(.tag("p", ["class": "muted"], comparison.run.description))
      body.append(.tag("p", ["class": "headline"], comparison.headline))
      body.append(.tag("p", ["class": "muted"], comparison.baselineText))
      body.append(comparison.fullTable.markup)
      if let note = comparison.intervalNote { body.append(.tag("p", ["class": "muted"], note)) }
      body.append(comparison.picturesSection)
      body += comparison.spentSection
    }
    body += assumptions
    body.append(.tag("h2", "How to make it again"))
    body.append(.tag("p", [:], [.tag("code", command)]))
    return Page.written(title: names.joined(separator: "; "), body)
  }

  /// What any of the runs assumes, each value once.
  private var assumptions: [Markup] {
    var seen: Set<Assumption> = []
    let all = comparisons.flatMap(\.run.assumptions).filter { seen.insert($0).inserted }
    if all.isEmpty { return [] }
    return [
      .tag("h2", "Assumed"), .tag("ul", [:], all.map { .tag("li", $0.text) }),
    ]
  }
}
