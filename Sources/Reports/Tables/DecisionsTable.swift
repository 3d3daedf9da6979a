import Simulation

extension Comparison {
  /// Whether any strategy decided something by what it had learned.
  var hasDecisions: Bool { run.strategies.contains { $0.decisions != nil } }

  /// What was decided, for each strategy and seed: a row for every value that was tried.
  var decisionsTable: Table {
    let mark = AssumedColumns(run.assumptions).timeMark
    return Table(
      columns: [
        .init("strategy", isNumber: false), .init("parameter", isNumber: false), .init("tried"),
        .init("accuracy"), .init("taken\(mark)", isNumber: false),
      ],
      rows: run.strategies.flatMap { strategy in
        (strategy.decisions ?? []).flatMap { decision in
          decision.trials.map { trial in
            [
              isRepeated ? "\(strategy.name), seed \(strategy.seed)" : strategy.name,
              decision.parameter, trial.value, Readable.percent(trial.accuracy),
              trial.value == decision.taken
                ? "taken after \(Readable.duration(decision.time_s))" : "",
            ]
          }
        }
      })
  }

  /// How to read the table: the rules, and what its accuracy is.
  var decisionsNote: String {
    let all = run.strategies.flatMap { $0.decisions ?? [] }
    var rules: [String] = []
    for decision in all {
      let rule = "Taken is \(decision.rule)."
      if !rules.contains(rule) { rules.append(rule) }
    }
    return rules.joined(separator: " ")
      + " Accuracy is that of samples that training leaves out; what trials cost is in the run's time "
      + "and joules."
  }

  /// Decisions as plain text; nothing where there are none.
  func decisionsText(width: Int) -> String {
    guard hasDecisions else { return "" }
    return "\nDecided by early accuracy\n" + decisionsTable.text(width: width)
      + Self.wrapped(decisionsNote, to: width)
  }

  /// Decisions on the page.
  var decisionsSection: [Markup] {
    guard hasDecisions else { return [] }
    return [
      .tag("h2", "Decided by early accuracy"), decisionsTable.markup,
      .tag("p", ["class": "muted"], decisionsNote),
    ]
  }
}
