import Simulation

extension Comparison {
  /// Where the time of the used devices went: per cent of it, and mean seconds per device.
  var decompositionTable: Table {
    let mark = AssumedColumns(run.assumptions).timeMark
    // What only some strategies do has a column where one of them did it.
    let phases = Phase.allCases.filter { phase in
      ![.compress, .checkpoint, .message].contains(phase)
        || strategies.contains { ($0.decomposition?[phase] ?? 0) > 0 }
    }
    let titles = phases.map { phase in
      phase == .communicate
        ? Table.Column("exposed", "communication\(mark)") : Table.Column(phase.title + mark)
    }
    let hasHeat = summaries.contains { $0.peak_temperature_C != nil }
    let heat: [Table.Column] =
      hasHeat
      ? [
        .init("of compute", "throttled\(mark)"),
        .init("joules", "throttled\(AssumedColumns(run.assumptions).energyMark)"),
        .init("hottest\(mark)"),
      ] : []
    return Table(
      columns: [.init("strategy", isNumber: false)] + titles + heat,
      rows: strategies.map { strategy in
        let heat =
          hasHeat
          ? [
            Readable.optional(strategy.mean(\.throttled_s)) { Readable.seconds($0.mean) },
            Readable.optional(strategy.mean(\.throttled_J)) { Readable.energy($0.mean) },
            Readable.optional(strategy.runs.compactMap(\.peak_temperature_C).max()) {
              Readable.temperature($0)
            },
          ] : []
        let decomposition = strategy.decomposition
        return [strategy.name]
          + phases.map { phase in
            guard let decomposition, let share = decomposition.share(phase)
            else { return Readable.none }
            let percent = Readable.percent(share)
            let seconds = Readable.seconds(decomposition[phase])
            return percent + String(repeating: " ", count: max(1, 9 - seconds.count)) + seconds
          } + heat
      })
  }

  /// What the joules of the whole server were spent on, in the mean of the seeds.
  ///
  /// Nil if that was not recorded.
  var energyDecompositionTable: Table? {
    guard let all = strategies.lazy.compactMap(\.energyLines).first else { return nil }
    let kept = all.indices.filter { index in
      !["compress", "checkpoint", "message"].contains(all[index].key)
        || strategies.contains { ($0.energyLines?[index].joules ?? 0) > 0 }
    }
    let lines = kept.map { all[$0] }
    let mark = AssumedColumns(run.assumptions).energyMark
    let titles = lines.map { line in
      // Two words stand one above the other.
      let words = line.title.split(separator: " ").map(String.init)
      return words.count == 2
        ? Table.Column(words[0], words[1] + mark) : Table.Column(line.title + mark)
    }
    return Table(
      columns: [.init("strategy", isNumber: false)] + titles + [.init("all\(mark)")],
      rows: strategies.map { strategy in
        guard let lines = strategy.energyLines else {
          return [strategy.name] + titles.map { _ in Readable.none } + [Readable.none]
        }
        let sum = lines.reduce(0) { $0 + $1.joules }
        return [strategy.name] + (kept.map { lines[$0].joules } + [sum]).map { Readable.energy($0) }
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
      rows: strategies.map { strategy in
        [
          strategy.name, strategy.range(\.rounds),
          Readable.optional(strategy.mean(\.simulated_time_s)) { Readable.duration($0.mean) },
          Readable.optional(strategy.mean(\.energy_server_J)) { Readable.energy($0.mean) },
          Readable.optional(strategy.mean(\.energy_used_J)) { Readable.energy($0.mean) },
        ]
      })
  }
}
