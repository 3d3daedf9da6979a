extension SoCFlowRecord.Ratio {
  /// `12.3x`, `> 12.3x`.
  var text: String {
    switch bound {
    case .exact: Readable.factor(value)
    case .atLeast: "> " + Readable.factor(value, .down)
    case .atMost: "< " + Readable.factor(value, .up)
    }
  }

  var intervalText: String { Readable.ends(interval, Readable.factor) }
}

extension SoCFlowRecord.Rounds {
  /// `12.3`, `> 30`, `= 12.3`.
  var text: String {
    (isReached ? seeds == nil ? "= " : "" : "> ") + Readable.significant(count)
  }
}

extension SoCFlowRecord {
  /// Every table of the page with its heading and what is to be known of it.
  var sections: [(title: String, text: [String], table: Table)] {
    [
      ("Claims", [], claimTable),
      (
        "Convergence speed-up over the baselines",
        [
          "Seconds of the baseline to the target (or for equal rounds), the share of its devices' "
            + "time in sending that nothing hides, and how many times sooner group-wise training is, "
            + "in FP32 and in mixed precision (SoCFlow). Rounds are means of the recorded seeds; with "
            + "> where some seed did not reach the target, so that ratios are bounds, and with = where "
            + "nothing was recorded and they are taken to be those. No ratio stands where neither "
            + "side reached its target."
        ], speedUpTable
      ),
      (
        "Energy at equal power",
        [
          "As many SoCs, in whole groups, as the greatest power of the GPU buys at the greatest power "
            + "of a SoC (idle, CPU and NPU). Card: the card alone against SoCs alone. Server: the card "
            + "with its host against SoCs with their share of switches, fans and management. Joules "
            + "are those that were drawn, not the budget."
        ], yardstickTable
      ),
      (
        "Accuracy",
        [
          "Test accuracy after the last round of group-wise training, less that of synchronous "
            + "training in FP32 (ring all-reduce) with the same seed: mean over seeds ± half of its "
            + "95 % interval after Student. The bar is met where the whole interval lies above it. "
            + "Beside it the same of each run's best round, which the test set itself has chosen."
        ] + accuracyNotes, accuracyTable
      ),
      (
        "Sensitivity",
        [
          "The least and the greatest of all workloads when one thing is halved or doubled. Rounds to "
            + "the target stay as they are, also with groups of another size."
        ],
        sensitivityTable
      ),
      (
        "Assumptions that decide it",
        [
          draws > 0
            ? "Rank correlation of each headline with each assumed number over \(draws) draws: those "
              + "of the greatest magnitude that chance alone gives in less than one case of 100."
            : "No draws were made (--draws)."
        ], influenceTable
      ),
      (
        "Ranges of what is assumed",
        [
          "Every draw puts each of these anywhere in its range, evenly on a scale of factors, "
            + "independently of the others, but for two things: the NPU's rate moves with the CPU's, "
            + "as its multiple is what is known, and the idle powers of the SoC server's parts are "
            + "scaled to the sum that was measured. A number that states no range in the catalogue "
            + "is taken to be good to a factor of two."
        ], variedTable
      ),
      ("Assumed and not varied", [], heldTable),
    ]
  }

  private var claimTable: Table {
    Table(
      columns: [
        .init("claim", isNumber: false), .init("published", isNumber: false),
        .init("models", isNumber: false), .init("5-95 % of the draws", isNumber: false),
        .init("", isNumber: false),
      ],
      rows: claims.map { claim in
        [
          claim.name, claim.published,
          claim.ratios.isEmpty
            ? claim.words ?? Readable.none
            : claim.ratios.map(\.text).joined(separator: " to "),
          claim.ratios.map(\.intervalText).filter { !$0.isEmpty }.joined(separator: "; "),
          claim.verdict,
        ]
      })
  }

  private var speedUpTable: Table {
    Table(
      columns: [
        .init("workload", isNumber: false), .init("baseline", isNumber: false), .init("rounds"),
        .init("time"), .init("sending"), .init("own rounds,", "FP32"), .init("sooner,", "FP32"),
        .init("5-95 %"), .init("own rounds,", "mixed"), .init("sooner,", "mixed"),
        .init("5-95 %"),
      ],
      rows: speedUps.map { row in
        [
          row.workload, row.baseline, row.rounds.text,
          (row.rounds.isReached ? "" : "> ") + Readable.duration(row.seconds),
          Readable.percent(row.communicationShare, places: 0),
          row.floatingRounds.text, Readable.optional(row.floating, \.text),
          row.floating?.intervalText ?? "", row.mixedRounds.text,
          Readable.optional(row.mixed, \.text), row.mixed?.intervalText ?? "",
        ]
      })
  }

  private var yardstickTable: Table {
    Table(
      columns: [
        .init("workload", isNumber: false), .init("against", isNumber: false),
        .init("power of", isNumber: false), .init("budget"), .init("a SoC"), .init("SoCs"),
        .init("time,", "GPU"), .init("time,", "SoCs"), .init("joules,", "GPU"),
        .init("joules,", "SoCs"), .init("sooner"), .init("5-95 %"), .init("fewer", "joules"),
        .init("5-95 %"),
      ],
      rows: yardsticks.map { row in
        [
          row.workload, "\(row.gpu), \(row.strategy)", row.boundary, Readable.power(row.budget_W),
          Readable.power(row.price_W), "\(row.groups) x \(row.devices / max(1, row.groups))",
          Readable.duration(row.gpuSeconds), Readable.duration(row.seconds),
          Readable.energy(row.gpuEnergy_J), Readable.energy(row.energy_J), row.sooner.text,
          row.sooner.intervalText, row.cheaper.text, row.cheaper.intervalText,
        ]
      })
  }

  private var accuracyTable: Table {
    Table(
      columns: [
        .init("workload", isNumber: false), .init("strategy", isNumber: false), .init("seeds"),
        .init("accuracy"), .init("synchronous,", "FP32"), .init("difference,", "points"),
        .init("best round,", "points"), .init("bar,", "points"), .init("bar", isNumber: false),
      ],
      rows: accuracies.map { row in
        [
          row.workload, row.strategy, "\(row.seeds)", Readable.percent(row.own),
          Readable.percent(row.synchronous), Self.points(row.difference),
          Self.points(row.bestDifference), Readable.significant(-row.allowedLoss * 100),
          row.verdict.rawValue,
        ]
      })
  }

  private static func points(_ difference: Estimate) -> String {
    (difference.mean < 0 ? "" : "+") + Readable.fixed(difference.mean * 100, places: 2)
      + Readable.spread(difference.interval) { Readable.fixed($0 * 100, places: 2) }
  }

  private var sensitivityTable: Table {
    func ends(_ range: ClosedRange<Double>?) -> String {
      range.map { "\(Readable.factor($0.lowerBound)) to \(Readable.factor($0.upperBound))" }
        ?? Readable.none
    }
    return Table(
      columns: [
        .init("changed", isNumber: false), .init("what it is", isNumber: false), .init("times"),
        .init("sooner than", "baselines"), .init("fewer joules,", "card"),
        .init("fewer joules,", "server"),
      ],
      rows: sensitivities.map { row in
        [
          row.name, row.words, row.factor == 1 ? "" : Readable.significant(row.factor, 2),
          ends(row.speedUp), ends(row.card), ends(row.server),
        ]
      })
  }

  private var influenceTable: Table {
    Table(
      columns: [
        .init("headline", isNumber: false), .init("assumed number", isNumber: false),
        .init("rank correlation"),
      ],
      rows: influences.map {
        [
          $0.headline, $0.path,
          ($0.correlation < 0 ? "" : "+") + Readable.fixed($0.correlation, places: 2),
        ]
      })
  }

  private var variedTable: Table {
    Table(
      columns: [
        .init("number", isNumber: false), .init("value"), .init("from"), .init("to"),
        .init("range", isNumber: false),
      ],
      rows: varied.map { row in
        func end(_ value: Double) -> String {
          row.isDifference
            ? (value < 0 ? "" : "+") + Readable.significant(value, 3) + " K"
            : "x " + Readable.significant(value, 3)
        }
        return [row.path, row.value, end(row.least), end(row.greatest), row.rule]
      })
  }

  private var heldTable: Table {
    Table(
      columns: [
        .init("number", isNumber: false), .init("value", isNumber: false),
        .init("why", isNumber: false),
      ], rows: held.map { [$0.path, $0.value, $0.why] })
  }
}
