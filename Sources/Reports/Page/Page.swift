import Simulation

extension Comparison {
  /// `report.html`: one self-contained page, without scripts and without the network.
  ///
  /// It is well-formed XML as well as HTML. `command` is printed as the way to make the results
  /// again; nil names the replay of the run's bundle.
  public func html(command: String? = nil) -> String {
    let command = command ?? "tidewatt replay Results/\(run.scenario)/\(run.run_id)"
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
      body += decisionsSection
      body += tidalSection
      body.append(picturesSection)
      body += spentSection
      body += heatSection
      body += devicesSection
    }
    body += provenanceSection(command: command)
    return Page.written(title: "\(run.scenario), \(seedsText)", body)
  }
}

/// A whole page around its content.
enum Page {
  static func written(title: String, _ body: [Markup]) -> String {
    let head: [Markup] = [
      .tag("meta", ["charset": "utf-8"]),
      .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .tag("meta", ["name": "generator", "content": "tidewatt"]),
      .tag("title", title),
      .tag("style", [:], [.raw(PageStyle.css)]),
    ]
    let page = Markup.tag(
      "html", ["lang": "en"],
      [.tag("head", [:], head), .tag("body", [:], [.tag("main", [:], body)])])
    return "<!DOCTYPE html>\n" + page.written + "\n"
  }
}
