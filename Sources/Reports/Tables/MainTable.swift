import Simulation

extension Comparison {
  /// The heading's word for the goal: the target, or the run itself when there is none.
  var goal: String {
    run.target_accuracy.map { Readable.percent($0, places: goalPlaces($0)) } ?? "end"
  }

  private func goalPlaces(_ target: Double) -> Int {
    // 85 % and 85.5 % are written as short as they are.
    DecimalDigits(target).map { max(0, $0.digits.count - $0.exponent - 2) } ?? 0
  }

  /// One row per strategy: how soon, at how many joules, how accurate.
  var mainTable: Table {
    let marks = AssumedColumns(run.assumptions)
    return Table(
      columns: [
        .init("strategy", isNumber: false),
        .init("rounds", "to \(goal)"),
        .init("time", "to \(goal)\(marks.timeMark)"),
        .init("speed-", "up\(marks.timeMark)"),
        .init("energy", "to \(goal)\(marks.energyMark)"),
        .init("joules", "saved\(marks.energyMark)"),
        .init("final", "accuracy"),
        .init("mean", "power\(marks.energyMark)"),
        .init("peak", "power\(marks.energyMark)"),
        .init("busiest", "link"),
      ],
      rows: summaries.map(mainRow))
  }

  private func mainRow(_ summary: StrategySummary) -> [String] {
    let progress: [String]
    if run.target_accuracy == nil {
      progress = [
        String(summary.rounds), Readable.duration(summary.simulated_time_s),
        Readable.energy(summary.energy_J),
      ]
    } else if let rounds = summary.rounds_to_target {
      progress = [
        String(rounds), Readable.optional(summary.time_to_target_s) { Readable.duration($0) },
        Readable.optional(summary.energy_to_target_J) { Readable.energy($0) },
      ]
    } else {
      progress = [
        "> \(summary.rounds)", reach(summary),
        Bounded.moreThan(summary.lastRoundEnergy_J).text(Readable.energy),
      ]
    }
    return [
      summary.name, progress[0], progress[1],
      Readable.optional(speedUp(summary)) { $0.text(Readable.factor) },
      progress[2],
      Readable.optional(energySaved(summary)) {
        $0.text { Readable.percent($0, places: 0, $1) }
      },
      Readable.optional(summary.final_accuracy) { Readable.percent($0) },
      Readable.optional(summary.mean_power_W, Readable.power),
      Readable.power(summary.peak_power_W),
      Readable.bytes(summary.bytes_on_busiest_link),
    ]
  }

  /// How far a strategy got that did not reach the target.
  func reach(_ summary: StrategySummary) -> String {
    let rounds = Readable.count(summary.rounds, "round")
    if summary.failure != nil { return "failed after \(rounds)" }
    guard let accuracy = summary.final_accuracy else { return "unknown after \(rounds)" }
    return "\(Readable.percent(accuracy)) after \(rounds)"
  }

  /// The line above the table: what speed-ups and savings are measured against.
  var baselineText: String {
    guard let baseline else { return "No strategy was run." }
    let goal =
      run.target_accuracy == nil
      ? "runs of fixed length"
      : "target: \(goal) test accuracy within "
        + Readable.count(run.maximum_rounds, "round")
    if summaries.count == 1 { return goal }
    return "\(goal); speed-up and joules saved against \(baseline.name)"
  }
}
