import Simulation

extension Comparison {
  /// What the numbers rest on, and how to make them again.
  func provenanceSection(command: String) -> [Markup] {
    var parts: [Markup] = [.tag("h2", "What the joules contain")]
    parts.append(
      .tag(
        "p",
        "Joules and watts are \(run.boundaryText) (boundary: \(run.boundary)), from the start of "
          + "the run.\(run.boundaryRemark) Both boundaries, whole runs:"))
    parts.append(boundaryTable.markup)
    if !run.assumptions.isEmpty {
      parts.append(.tag("h2", "Assumed"))
      parts.append(.tag("p", assumptionHeading))
      parts.append(.tag("ul", [:], run.assumptions.map { .tag("li", $0.text) }))
    }
    parts.append(.tag("h2", "How to make it again"))
    parts.append(.tag("p", [:], [.tag("code", command)]))
    let facts = [
      ("scenario", run.scenario), ("seed", String(run.seed)), ("run id", run.run_id),
      ("fingerprint", run.fingerprint),
    ]
    parts.append(
      .tag("dl", [:], facts.flatMap { [.tag("dt", $0.0), .tag("dd", [:], [.tag("code", $0.1)])] }))
    if !run.strategies.isEmpty {
      parts.append(
        Table(
          columns: [
            .init("strategy", isNumber: false), .init("seed"), .init("parameters", isNumber: false),
            .init("fingerprint", isNumber: false),
          ],
          rows: run.strategies.map { [$0.name, String($0.seed), $0.parameters, $0.fingerprint] }
        ).markup)
    }
    return parts
  }
}
