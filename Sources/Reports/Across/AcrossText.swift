import Simulation

extension AcrossRuns {
  /// One row for each strategy and run, strategy after strategy.
  var table: Table {
    Table(
      columns: [
        .init("strategy", isNumber: false), .init("run", isNumber: false), .init("devices"),
        .init("time", "to \(goal)\(marks.timeMark)"),
        .init("scaling\(marks.timeMark)"),
        .init("of", "ideal\(marks.timeMark)"),
        .init("energy", "to \(goal)\(marks.energyMark)"),
        .init("final", "accuracy"),
        .init("speed-up", "in its run\(marks.timeMark)"),
      ],
      rows: strategies.flatMap { name, entries in
        entries.map { row($0, of: name) }
      })
  }

  private func row(_ entry: Entry, of name: String) -> [String] {
    let strategy = entry.strategy
    let comparison = comparisons[entry.run]
    return [
      name, names[entry.run], String(entry.devices),
      Readable.optional(strategy.time_s) { $0.value.text { value, _ in Readable.duration(value) } }
        + Readable.spread(strategy.time_s?.interval) { Readable.duration($0) },
      Readable.optional(entry.scaling) { $0.value.text(Readable.factor) },
      entry.growth == 1
        ? Readable.none
        : Readable.optional(entry.scaling) { scaling in
          scaling.value.text { Readable.percent($0 / entry.growth, places: 0, $1) }
        },
      Readable.optional(strategy.energy_J) { $0.value.text(Readable.energy) }
        + Readable.spread(strategy.energy_J?.interval) { Readable.energy($0) },
      Readable.optional(strategy.mean(\.final_accuracy)) {
        Readable.percent($0.mean) + Readable.spread($0.interval) { Readable.percent($0) }
      },
      Readable.optional(comparison.speedUp(strategy)) { $0.value.text(Readable.factor) },
    ]
  }

  /// What is compared with what.
  var explanation: String {
    let baselines = Set(comparisons.compactMap { $0.baseline?.name })
    let baseline = baselines.count == 1 ? baselines.first ?? "" : "the first strategy of each run"
    return "Scaling: how much sooner than the same strategy on its fewest devices; of ideal: that, "
      + "over how many times as many devices. Speed-up in its run: against \(baseline)."
      + (comparisons.contains { $0.isRepeated }
        ? " Means over seeds with 95 % confidence intervals; scaling is paired over seeds." : "")
  }

  /// What `tidewatt compare` prints of several runs: a table across them, then each one's own.
  public func text(width: Int = 120) -> String {
    var out = Comparison.wrapped(Self.heading(names.count), to: width)
    out += Comparison.wrapped(explanation, to: width) + "\n" + table.text(width: width)
    for (name, comparison) in zip(names, comparisons) {
      out += "\n" + String(repeating: "=", count: min(width, name.count)) + "\n\(name)\n\n"
      out += comparison.comparedText(width: width)
    }
    return out
  }

  static func heading(_ count: Int) -> String { "\(count) runs, strategy by strategy" }

  /// What `tidewatt compare --format json` prints of several runs.
  ///
  /// `across`, a list of flat objects for each strategy and run: `strategy`, `run`, `run_id`,
  /// `devices`, `scaling` (with `_low` and `_high`, or `_above` and `_below` where only a bound is
  /// known) and `growth`, how many times as many devices as the fewest; and `runs`, for each what
  /// ``Comparison/comparedJSON`` has.
  public var json: String {
    let across = strategies.flatMap { name, entries in
      entries.map { entry in
        JSONValue.object(
          [
            ("strategy", .text(name)), ("run", .text(names[entry.run])),
            ("run_id", .text(comparisons[entry.run].run.run_id)),
            ("devices", .integer(entry.devices)), ("growth", .number(entry.growth)),
          ] + Comparison.fields("scaling", entry.scaling)
            + [
              (
                "scaling_below",
                .optional(entry.scaling.flatMap { $0.value.isUpper ? $0.value.number : nil })
              )
            ])
      }
    }
    return JSONValue.object([
      ("across", .list(across)), ("runs", .list(comparisons.map(\.comparedFields))),
    ]).written + "\n"
  }
}
