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

  /// One column of the main table: its heading, and what it says of a strategy.
  struct MainColumn {
    var heading: Table.Column
    var value: (RepeatedStrategy) -> String
    /// How sure that is, over seeds; empty where nothing can be said.
    var spread: (RepeatedStrategy) -> String = { _ in "" }
  }

  /// One row per strategy: how soon, at how many joules, how accurate.
  ///
  /// Of several seeds, numbers are means, and a second row has their confidence intervals.
  var mainTable: Table { table(briefColumns) }

  /// The main table with the joules of both boundaries, and throttling.
  var fullTable: Table { table(fullColumns) }

  private func table(_ columns: [MainColumn]) -> Table {
    Table(
      columns: [.init("strategy", isNumber: false)] + columns.map(\.heading),
      rows: strategies.flatMap { strategy in
        let row = [strategy.name] + columns.map { $0.value(strategy) }
        if strategy.runs.count == 1 { return [row] }
        return [row, [spreadTitle(strategy)] + columns.map { $0.spread(strategy) }]
      })
  }

  private func spreadTitle(_ strategy: RepeatedStrategy) -> String {
    "  \(Readable.percent(Estimate.confidence, places: 0)), \(strategy.runs.count) seeds"
  }

  private var briefColumns: [MainColumn] {
    [
      roundsColumn, timeColumn, speedUpColumn,
      energyColumn("", \.energy_J), savedColumn,
    ] + laterColumns
  }

  private var fullColumns: [MainColumn] {
    [
      roundsColumn, timeColumn, speedUpColumn,
      energyColumn("server", \.energy_server_J), energyColumn("used", \.energy_used_J),
      savedColumn,
    ] + laterColumns + throttledColumns
  }

  private func isBaseline(_ strategy: RepeatedStrategy) -> Bool {
    strategy.name == baseline?.name
  }

  private var marks: AssumedColumns { AssumedColumns(run.assumptions) }

  private var roundsColumn: MainColumn {
    MainColumn(heading: .init("rounds", "to \(goal)")) { strategy in
      if !strategy.hasTarget { return strategy.range(\.rounds) }
      if strategy.isReached { return strategy.range(\.rounds_to_target) }
      if strategy.reached == 0 { return "> \(strategy.range(\.rounds))" }
      return "\(strategy.reached) of \(Readable.count(strategy.runs.count, "seed"))"
    }
  }

  private var timeColumn: MainColumn {
    MainColumn(heading: .init("time", "to \(goal)\(marks.timeMark)")) { strategy in
      if strategy.hasTarget, strategy.reached == 0 { return reach(strategy) }
      return Readable.optional(strategy.time_s) {
        $0.value.text { value, _ in Readable.duration(value) }
      }
    } spread: {
      Readable.halfLength($0.time_s?.interval) { Readable.duration($0) }
    }
  }

  private var speedUpColumn: MainColumn {
    MainColumn(heading: .init("speed-", "up\(marks.timeMark)")) {
      Readable.optional(speedUp($0)) { $0.value.text(Readable.factor) }
    } spread: {
      isBaseline($0) ? "" : Readable.ends(speedUp($0)?.interval) { Readable.factor($0, $1) }
    }
  }

  private func energyColumn(
    _ boundary: String, _ energy: @escaping (RepeatedStrategy) -> BoundedEstimate?
  ) -> MainColumn {
    let title =
      boundary.isEmpty ? ["energy"] : ["energy", boundary]
    var heading = Table.Column("")
    heading.title = title + ["to \(goal)\(marks.energyMark)"]
    return MainColumn(heading: heading) {
      Readable.optional(energy($0)) { $0.value.text(Readable.energy) }
    } spread: {
      Readable.halfLength(energy($0)?.interval) { Readable.energy($0) }
    }
  }

  private var savedColumn: MainColumn {
    MainColumn(heading: .init("joules", "saved\(marks.energyMark)")) {
      Readable.optional(energySaved($0)) {
        $0.value.text { Readable.percent($0, places: 0, $1) }
      }
    } spread: {
      isBaseline($0)
        ? ""
        : Readable.ends(energySaved($0)?.interval) { Readable.percent($0, places: 0, $1) }
    }
  }

  /// Of the used devices' time, and of the joules of all of them.
  private var throttledColumns: [MainColumn] {
    func column(
      _ heading: Table.Column, _ quantity: @escaping (StrategySummary) -> Double?,
      _ text: @escaping (Double) -> String
    ) -> MainColumn {
      MainColumn(heading: heading) { strategy in
        // What has no temperatures has no governor that could slow it down.
        guard strategy.runs.contains(where: { $0.peak_temperature_C != nil }) else {
          return Readable.none
        }
        return Readable.optional(strategy.mean(quantity)) { text($0.mean) }
      } spread: {
        $0.runs.contains { ($0.throttled_s ?? 0) > 0 }
          ? Readable.halfLength($0.mean(quantity)?.interval, text) : ""
      }
    }
    return [
      column(.init("share", "throttled\(marks.timeMark)"), \.throttled_share) {
        Readable.percent($0)
      },
      column(.init("joules", "throttled\(marks.energyMark)"), \.throttled_J) {
        Readable.energy($0)
      },
    ]
  }

  private var laterColumns: [MainColumn] {
    [
      MainColumn(heading: .init("final", "accuracy")) {
        Readable.optional($0.mean(\.final_accuracy)) { Readable.percent($0.mean) }
      } spread: {
        Readable.halfLength($0.mean(\.final_accuracy)?.interval) { Readable.percent($0) }
      },
      MainColumn(heading: .init("mean", "power\(marks.energyMark)")) {
        Readable.optional($0.mean(\.mean_power_W)) { Readable.power($0.mean) }
      } spread: {
        Readable.halfLength($0.mean(\.mean_power_W)?.interval) { Readable.power($0) }
      },
      MainColumn(heading: .init("peak", "power\(marks.energyMark)")) {
        Readable.optional($0.mean(\.peak_power_W)) { Readable.power($0.mean) }
      } spread: {
        Readable.halfLength($0.mean(\.peak_power_W)?.interval) { Readable.power($0) }
      },
      MainColumn(heading: .init("busiest", "link")) {
        Readable.optional($0.mean { Double($0.bytes_on_busiest_link) }) {
          Readable.bytes(Int($0.mean.rounded()))
        }
      } spread: {
        Readable.halfLength($0.mean { Double($0.bytes_on_busiest_link) }?.interval) {
          Readable.bytes(Int($0.rounded()))
        }
      },
    ]
  }

  /// How far a strategy got that did not reach the target with any seed.
  func reach(_ strategy: RepeatedStrategy) -> String {
    let count = strategy.range(\.rounds)
    let rounds = count == "1" ? "1 round" : "\(count) rounds"
    if strategy.runs.allSatisfy({ $0.failure != nil }) { return "failed after \(rounds)" }
    guard let accuracy = strategy.mean(\.final_accuracy) else { return "unknown after \(rounds)" }
    return "\(Readable.percent(accuracy.mean)) after \(rounds)"
  }

  /// The line above the table: what speed-ups and savings are measured against.
  var baselineText: String {
    guard let baseline else { return "No strategy was run." }
    let goal =
      run.target_accuracy == nil
      ? "runs of fixed length"
      : "target: \(goal) test accuracy within "
        + Readable.count(run.maximum_rounds, "round")
    if strategies.count == 1 { return goal }
    return "\(goal); speed-up and joules saved against \(baseline.name)"
      + (isRepeated ? ", each seed with the same seed" : "")
  }

  /// Which seeds, in words.
  var seedsText: String {
    let seeds = run.seeds
    guard let first = seeds.first, let last = seeds.last, seeds.count > 1 else {
      return "seed \(run.seed)"
    }
    return "seeds \(first) to \(last)"
  }

  /// What numbers of several seeds are; nil for a single one.
  var intervalNote: String? {
    isRepeated
      ? "Means over seeds; below them, 95 % confidence intervals after Student's t distribution. "
        + "Speed-ups are geometric means of the seeds' own; where some seeds did not reach the "
        + "target, bounds of the mean over all seeds are shown."
      : nil
  }
}
