import Hardware

extension SpecificationReading {
  /// An efficiency for every load, or the points of a curve, with their source.
  func supplyEfficiency(_ value: Value) -> Sourced<SupplyEfficiency>? {
    sourced(value) { value in
      if value.node.isSequence { return curve(value) }
      return value.fraction(.efficiency).map(SupplyEfficiency.constant)
    }
  }

  /// `[{ load: 100 W, efficiency: 88 % }, ...]`, with rising loads.
  private func curve(_ value: Value) -> SupplyEfficiency? {
    guard let items = value.list() else { return nil }
    var points: [SupplyEfficiency.Point] = []
    for item in items {
      guard var fields = Fields(item) else { continue }
      let load = fields.required("load") { $0.quantity(.power) }
      let efficiency = fields.required("efficiency") { $0.fraction(.efficiency) }
      fields.finish()
      guard let load, let efficiency else { continue }
      if let last = points.last, load <= last.load {
        findings.report(
          .outside(
            path: fields.path(of: "load"), allowed: "above the one before it, \(last.load.text)",
            found: load.text),
          at: fields.valuePlace("load"))
        continue
      }
      points.append(SupplyEfficiency.Point(load: load, efficiency: efficiency))
    }
    return points.count == items.count ? .curve(points) : nil
  }
}
