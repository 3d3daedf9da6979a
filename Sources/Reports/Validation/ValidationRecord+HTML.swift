extension ValidationRecord {
  /// A self-contained page: checks, pictures and citations, without scripts and without the network.
  ///
  /// Rows of data sets are not in it, but for the worst of each check: it can be published where the
  /// data cannot.
  public func html(command: String) -> String {
    let head: [Markup] = [
      .tag("meta", ["charset": "utf-8"]),
      .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .tag("meta", ["name": "generator", "content": "tidewatt"]),
      .tag("title", title),
      .tag("style", [:], [.raw(PageStyle.css)]),
    ]
    var body: [Markup] = [.tag("h1", title), .tag("p", ["class": "headline"], verdict)]
    for dataSet in dataSets {
      body.append(.tag("h2", dataSet.title))
      body.append(.tag("p", ["class": "muted"], dataSet.citation))
      body.append(.tag("p", dataSet.procedure))
      if !dataSet.checks.isEmpty {
        body.append(dataSet.checkTable.markup)
        let fits = dataSet.checks.filter { !$0.fitted.isEmpty }
        if !fits.isEmpty {
          body.append(.tag("p", ["class": "muted"], "Fitted:"))
          body.append(
            .tag("ul", [:], fits.map { .tag("li", "\($0.name): \($0.fitted)") }))
        }
      }
      let figures = dataSet.pictures.compactMap(\.markup)
      if !figures.isEmpty { body.append(.tag("div", ["class": "pictures"], figures)) }
    }
    body.append(
      .tag("p", [:], [.text("Made again by "), .tag("code", command)]))
    let page = Markup.tag(
      "html", ["lang": "en"],
      [.tag("head", [:], head), .tag("body", [:], [.tag("main", [:], body)])])
    return "<!DOCTYPE html>\n" + page.written + "\n"
  }
}

extension ValidationRecord.Picture {
  /// Marks and lines on two axes from zero; nil without points.
  var markup: Markup? {
    let points = series.flatMap { $0.marks + $0.line }
    guard points.contains(where: { $0.x > 0 }), points.contains(where: { $0.y > 0 }) else {
      return nil
    }
    let (left, top, bottom) = (66.0, 12.0, 300.0)
    let frame = PlotFrame(
      x: Axis(
        costs: points.map(\.x), measure: .plain, from: left, to: Drawing.width - 12,
        ratio: .infinity),
      y: Axis(costs: points.map(\.y), measure: .plain, from: bottom, to: top, ratio: .infinity),
      xTitle: x)
    var drawing = Drawing(height: bottom + 46, title: title)
    frame.draw(on: &drawing)
    for (index, series) in series.enumerated() {
      let identity = Identity(index: index)
      drawing.polyline(series.line.compactMap { frame.place($0.x, $0.y) }, identity.lineStyle)
      for mark in series.marks {
        if let place = frame.place(mark.x, mark.y) {
          drawing.add(identity.marker(at: place, scale: 0.8))
        }
      }
    }
    let legend = Markup.tag(
      "ul", ["class": "legend"],
      series.enumerated().map { index, series in
        .tag(
          "li", [:],
          [
            .tag("span", ["class": "key", "style": "background:var(--s\(index % 8))"]),
            .text(series.name),
          ])
      })
    let heading = Markup.tag(
      "figcaption", [:], [.text("\(title): \(y)"), .tag("span", caption)])
    return .tag("figure", [:], [heading, legend, drawing.markup])
  }
}
