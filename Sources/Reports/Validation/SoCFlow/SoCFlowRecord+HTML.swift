extension SoCFlowRecord {
  /// A self-contained page, without scripts and without the network.
  public func html(command: String) -> String {
    var body: [Markup] = [.tag("h1", Self.title), .tag("p", ["class": "headline"], verdict)]
    for section in sections {
      body.append(.tag("h2", section.title))
      for line in section.text { body.append(.tag("p", line)) }
      if !section.table.rows.isEmpty { body.append(section.table.markup) }
      if section.title == "Claims" {
        for claim in claims where !claim.finding.isEmpty {
          body.append(.tag("h3", claim.name))
          for line in claim.finding { body.append(.tag("p", line)) }
        }
      }
    }
    body.append(.tag("h2", "How it is computed"))
    body.append(.tag("ul", [:], method.map { .tag("li", $0) }))
    body.append(.tag("p", [:], [.text("Made again by "), .tag("code", command)]))
    return Page.written(title: Self.title, body)
  }
}
