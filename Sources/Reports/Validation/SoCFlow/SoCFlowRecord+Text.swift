extension SoCFlowRecord {
  /// What `tidewatt validate socflow` prints.
  public func text(width: Int = 120) -> String {
    var out = "\(Self.title)\n\n" + Comparison.wrapped(verdict, to: width)
    for section in sections {
      out += "\n\(section.title)\n"
      for line in section.text { out += Comparison.wrapped("  \(line)", to: width, indent: "  ") }
      if !section.table.rows.isEmpty { out += section.table.text(width: width) }
      if section.title == "Claims" {
        for claim in claims {
          for line in claim.finding {
            out += Comparison.wrapped("  \(claim.name): \(line)", to: width, indent: "    ")
          }
        }
      }
    }
    out += "\nHow it is computed\n"
    for line in method { out += Comparison.wrapped("  \(line)", to: width, indent: "  ") }
    return out
  }
}
