import Simulation

extension Comparison {
  /// Where the time of the used devices went: per cent of it, and mean seconds per device.
  var decompositionTable: Table {
    let mark = AssumedColumns(run.assumptions).timeMark
    let titles: [Table.Column] = [
      .init("compute\(mark)"), .init("exposed", "communication\(mark)"), .init("waiting\(mark)"),
      .init("distribution\(mark)"), .init("compression\(mark)"), .init("checkpoints\(mark)"),
      .init("idle\(mark)"),
    ]
    let hasHeat = summaries.contains { $0.peak_temperature_C != nil }
    let heat: [Table.Column] =
      hasHeat ? [.init("of compute", "throttled\(mark)"), .init("hottest\(mark)")] : []
    return Table(
      columns: [.init("strategy", isNumber: false)] + titles + heat,
      rows: summaries.map { summary in
        let heat =
          hasHeat
          ? [
            Readable.optional(summary.throttled_s) { Readable.seconds($0) },
            Readable.optional(summary.peak_temperature_C) { Readable.temperature($0) },
          ] : []
        return [summary.name]
          + Phase.allCases.map { phase in
            guard let decomposition = summary.decomposition,
              let share = decomposition.share(phase)
            else { return Readable.none }
            let percent = Readable.percent(share)
            let seconds = Readable.seconds(decomposition[phase])
            return percent + String(repeating: " ", count: max(1, 9 - seconds.count)) + seconds
          } + heat
      })
  }

  /// Joules of the run inside both boundaries, and seconds and rounds it took.
  var boundaryTable: Table {
    let marks = AssumedColumns(run.assumptions)
    return Table(
      columns: [
        .init("strategy", isNumber: false), .init("rounds", "of the run"),
        .init("time", "of the run\(marks.timeMark)"),
        .init("joules,", "whole server\(marks.energyMark)"),
        .init("joules,", "used devices\(marks.energyMark)"),
      ],
      rows: summaries.map {
        [
          $0.name, String($0.rounds), Readable.duration($0.simulated_time_s),
          Readable.energy($0.energy_server_J), Readable.energy($0.energy_used_J),
        ]
      })
  }
}
