import Simulation

extension Comparison {
  /// Whether any strategy trained beside users.
  var hasUsers: Bool { run.strategies.contains { $0.users != nil } }

  /// What users waited, for each strategy and seed.
  var sessionsTable: Table {
    let mark = AssumedColumns(run.assumptions).timeMark
    return Table(
      columns: [
        .init("strategy", isNumber: false), .init("sessions"), .init("on idle", "devices"),
        .init("taken from", "training"), .init("wait,", "mean\(mark)"),
        .init("wait,", "99 of 100\(mark)"), .init("wait,", "longest\(mark)"), .init("objective"),
        .init("not", "started"), .init("violations"),
      ],
      rows: tidalRows { users in
        [
          String(users.sessions), String(users.on_idle), String(users.preemptions),
          Readable.optional(users.wait_mean_s) { Readable.seconds($0) },
          Readable.optional(users.wait_p99_s) { Readable.seconds($0) },
          Readable.optional(users.wait_maximum_s) { Readable.seconds($0) },
          Readable.seconds(users.objective_s),
          Readable.optional(users.unserved) { String($0) }, String(users.violations),
        ]
      })
  }

  /// What training harvested beside them, and whose the joules of the whole server were.
  var harvestTable: Table {
    let marks = AssumedColumns(run.assumptions)
    func hours(_ seconds: Double) -> String { Readable.significant(seconds / 3600) }
    let morning = run.strategies.lazy.compactMap { $0.users?.morning_s }.first
    return Table(
      columns: [
        .init("strategy", isNumber: false), .init("device-hours,", "users\(marks.timeMark)"),
        .init("device-hours,", "harvested\(marks.timeMark)"),
        .init("device-hours,", "left idle\(marks.timeMark)"),
        .init("joules,", "training\(marks.energyMark)"),
        .init("joules,", "sessions\(marks.energyMark)"),
        .init("joules,", "whole server\(marks.energyMark)"),
        .init("joules", "without training\(marks.energyMark)"),
      ]
        + (morning.map { instant in
          [
            .init("rounds by", Readable.duration(instant)),
            .init("accuracy by", Readable.duration(instant)),
          ]
        } ?? []),
      rows: tidalRows { users in
        let whole = users.training_J + users.without_training_J
        let all = users.idle_s + users.user_s + users.harvested_s
        return [
          hours(users.user_s), hours(users.harvested_s),
          "\(hours(users.idle_s)) of \(hours(all))", Readable.energy(users.training_J),
          Readable.energy(users.sessions_J), Readable.energy(whole),
          Readable.energy(users.without_training_J),
        ]
          + (morning == nil
            ? []
            : [
              Readable.optional(users.rounds_by_morning) { String($0) },
              Readable.optional(users.accuracy_by_morning) { Readable.percent($0) },
            ])
      })
  }

  private func tidalRows(_ cells: (UserLoadRecord) -> [String]) -> [[String]] {
    run.strategies.compactMap { strategy in
      strategy.users.map { users in
        [isRepeated ? "\(strategy.name), seed \(strategy.seed)" : strategy.name] + cells(users)
      }
    }
  }

  /// What the numbers of both tables mean.
  static let tidalNote =
    "Waits are those of sessions that started; one that had not started at the end is a violation if "
    + "it had waited for longer than the objective. Harvested: what training had, its waiting and its "
    + "writing of checkpoints included. Joules of training and sessions are what "
    + "each switched above the devices' idle power; without training the same server takes the rest."

  /// Users beside training, as plain text; nothing where there are none.
  func tidalText(width: Int) -> String {
    guard hasUsers else { return "" }
    return "\nUsers beside training\n" + sessionsTable.text(width: width) + "\n"
      + harvestTable.text(width: width) + Self.wrapped(Self.tidalNote, to: width)
  }
}
