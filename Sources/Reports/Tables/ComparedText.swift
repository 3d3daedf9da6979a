import Simulation

extension Comparison {
  /// What `tidewatt compare` prints: the main table with both boundaries, what seconds and joules
  /// were spent on, the Pareto front, and what is assumed.
  ///
  /// Lines have at most `width` characters (at least 80 are needed).
  public func comparedText(width: Int = 120) -> String {
    var out = Self.wrapped("\(run.scenario), \(seedsText): \(run.description)", to: width)
    out += Self.wrapped(baselineText, to: width) + "\n"
    guard !strategies.isEmpty else { return out }
    out += fullTable.text(width: width)
    out += notes(width: width)
    out += "\nSeconds of the whole run, mean of the used devices\n"
    out += decompositionTable.text(width: width)
    if let energyDecompositionTable {
      out += "\nJoules of the whole run and server; of used devices by what they did\n"
      out += energyDecompositionTable.text(width: width)
    }
    if !haveUnequalRounds {
      out += "\nPareto front of time and joules\n"
      out += tradeOffTable.text(width: width)
    }
    out += "\n" + Self.wrapped(boundariesSentence, to: width)
    out += decisionsText(width: width)
    out += tidalText(width: width)
    out += assumptionsText(width: width)
    return out
  }

  /// What the joules of both boundaries contain.
  private var boundariesSentence: String {
    "Joules: 'server' is every device and everything shared, used or not; 'used' is the devices in "
      + "use plus their share of everything shared. Joules saved, watts and the front are "
      + "\(run.boundaryText) (boundary: \(run.boundary)).\(run.boundaryRemark)"
  }

  /// What is assumed, one value a line; nothing if nothing is.
  func assumptionsText(width: Int) -> String {
    if run.assumptions.isEmpty { return "" }
    var out = "\n" + Self.wrapped(assumptionHeading, to: width)
    for assumption in run.assumptions {
      out += Self.wrapped("  " + assumption.text, to: width, indent: "    ")
    }
    return out
  }
}
