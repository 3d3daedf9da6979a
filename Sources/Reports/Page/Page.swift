import Simulation

extension Comparison {
  /// `report.html`: one self-contained page, without scripts and without the network.
  ///
  /// It is well-formed XML as well as HTML. `command` is printed as the way to make the results
  /// again; nil names the replay of the run's bundle.
  public func html(command: String? = nil) -> String {
    let command = command ?? "tidewatt replay Results/\(run.scenario)/\(run.run_id)"
    let head: [Markup] = [
      .tag("meta", ["charset": "utf-8"]),
      .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .tag("meta", ["name": "generator", "content": "tidewatt"]),
      .tag("title", "\(run.scenario), \(seedsText)"),
      .tag("style", [:], [.raw(PageStyle.css)]),
    ]
    var body: [Markup] = [
      .tag("h1", run.scenario),
      .tag(
        "p", ["class": "muted"],
        "\(run.description). \(isRepeated ? "Means of \(seedsText)" : "Seed \(run.seed) alone"); "
          + "times are at the ends of whole rounds."),
      .tag("p", ["class": "headline"], headline),
    ]
    if !summaries.isEmpty {
      body.append(.tag("p", ["class": "muted"], baselineText))
      body.append(fullTable.markup)
      if let intervalNote { body.append(.tag("p", ["class": "muted"], intervalNote)) }
      if !run.assumptions.isEmpty {
        body.append(.tag("p", ["class": "muted"], "* rests on assumed values, listed below"))
      }
      if let noAccuracyNote { body.append(.tag("p", noAccuracyNote)) }
      body.append(picturesSection)
      body.append(.tag("h2", "Device time, mean of the used devices"))
      body.append(decompositionTable.markup)
      body += heatSection
      body += devicesSection
    }
    body += provenanceSection(command: command)
    let page = Markup.tag(
      "html", ["lang": "en"],
      [.tag("head", [:], head), .tag("body", [:], [.tag("main", [:], body)])])
    return "<!DOCTYPE html>\n" + page.written + "\n"
  }
}
