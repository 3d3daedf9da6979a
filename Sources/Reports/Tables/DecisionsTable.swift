import Simulation

extension Comparison {
  /// Whether any strategy decided something by what it had learned.
  var hasDecisions: Bool { run.strategies.contains { $0.decisions != nil } }

  /// What was decided, for each strategy and seed, and by which accuracies.
  var decisionsTable: Table {
    let mark = AssumedColumns(run.assumptions).timeMark
    return Table(
      columns: [
        .init("strategy", isNumber: false), .init("parameter", isNumber: false), .init("taken"),
        .init("after\(mark)"), .init("accuracy of each value tried", isNumber: false),
      ],
      rows: run.strategies.flatMap { strategy in
        (strategy.decisions ?? []).map { decision in
          [
            isRepeated ? "\(strategy.name), seed \(strategy.seed)" : strategy.name,
            decision.parameter, decision.taken, Readable.duration(decision.time_s),
            decision.trials.map { "\($0.value): \(Readable.percent($0.accuracy))" }
              .joined(separator: ", "),
          ]
        }
      })
  }

  static let decisionsNote =
    "Accuracy is that of samples that training leaves out; what trials cost is in the run's time and joules."

  /// Decisions as plain text; nothing where there are none.
  func decisionsText(width: Int) -> String {
    guard hasDecisions else { return "" }
    return "\nDecided by early accuracy\n" + decisionsTable.text(width: width)
      + Self.wrapped(Self.decisionsNote, to: width)
  }

  /// Decisions on the page.
  var decisionsSection: [Markup] {
    guard hasDecisions else { return [] }
    return [
      .tag("h2", "Decided by early accuracy"), decisionsTable.markup,
      .tag("p", ["class": "muted"], Self.decisionsNote),
    ]
  }
}
