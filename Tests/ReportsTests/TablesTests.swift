import Simulation
import Testing

@testable import Reports

struct TablesTests {
  @Test func theWholeTextIsAsWorkedOutByHand() {
    #expect(
      Comparison(of: SmallRun.record).text() == """
        small, seed 7: 3 devices, a toy model
        target: 80 % test accuracy within 2 rounds; speed-up and joules saved against slow

                   rounds                   time   speed-     energy    joules     final    mean    \
        peak  busiest
        strategy  to 80 %                to 80 %       up   to 80 %*    saved*  accuracy  power*  \
        power*     link
        --------  -------  ---------------------  -------  ---------  --------  --------  ------  \
        ------  -------
        slow            2             1 min 40 s     1.0x    8.00 kJ       0 %    80.0 %  80.0 W  \
        95.5 W  7.50 kB
        fast            1                 8.00 s    12.5x    1.00 kJ      88 %    82.5 %   125 W   \
        130 W      0 B
        lost          > 2  51.2 % after 2 rounds  < 0.17x  > 18.0 kJ  < -125 %    51.2 %  30.0 W  \
        40.0 W  1.23 MB

        Device time, mean of the used devices
                                           exposed
        strategy          compute    communication          waiting     distribution            idle
        --------  ---------------  ---------------  ---------------  ---------------  --------------
        slow      50.0 %   50.0 s  30.0 %   30.0 s  10.0 %   10.0 s   5.0 %   5.00 s  5.0 %   5.00 s
        fast      75.0 %   6.00 s  12.5 %   1.00 s   0.0 %      0 s  12.5 %   1.00 s  0.0 %      0 s
        lost                    –                –                –                –               –

        Joules and watts above are of the whole server, every device and everything shared, used or \
        not (boundary: server). Both
        boundaries:
                      rounds        time        joules,        joules,
        strategy  of the run  of the run  whole server*  used devices*
        --------  ----------  ----------  -------------  -------------
        slow               2  1 min 40 s        8.00 kJ        4.00 kJ
        fast               1      8.00 s        1.00 kJ          500 J
        lost               2  10 min 0 s        18.0 kJ        9.00 kJ

        * assumed: rests on 1 value that nobody measured:
          server.fan-power: 20 W (no measurement)

        """)
  }

  @Test func aBaselineThatMissedTheTargetGivesLowerBounds() throws {
    let comparison = try Comparison(of: SmallRun.record, baseline: "lost")
    let fast = comparison.summaries[1]
    // lost ran 600 s and 18 kJ without reaching it, fast needed 8 s and 1 kJ.
    #expect(comparison.speedUp(fast) == .moreThan(75))
    #expect(comparison.energySaved(fast) == .moreThan(1 - 1.0 / 18))
    #expect(comparison.speedUp(comparison.summaries[2]) == nil)
    let row = comparison.mainTable.rows[1]
    #expect(row[3] == "> 75.0x")
    #expect(row[5] == "> 94 %")
  }

  @Test func anUnknownBaselineIsNamedWithTheKnownOnes() {
    let error = #expect(throws: UnknownBaseline.self) {
      try Comparison(of: SmallRun.record, baseline: "rnig")
    }
    #expect(error?.description == "no strategy 'rnig' in this run; it has: slow, fast, lost")
  }

  @Test func runsOfFixedLengthAreComparedOnlyAtEqualRounds() {
    let comparison = Comparison(of: SmallRun.unlearned)
    #expect(comparison.speedUp(comparison.summaries[1]) == nil)
    #expect(comparison.speedUp(comparison.summaries[2]) == .exactly(100.0 / 600))
    #expect(comparison.energySaved(comparison.summaries[2]) == .exactly(1 - 18_000.0 / 8000))
    #expect(comparison.summaries.allSatisfy { $0.rounds_to_target == nil })
    #expect(comparison.mainTable.rows[0][6] == "–")
  }

  @Test func runsThatWereCutAreComparedByTheirLastRound() {
    var run = SmallRun.unlearned
    for index in [0, 2] {
      run.strategies[index].simulated_time_s = 650
      run.strategies[index].energy_server_J = 20_000
    }
    let cut = Comparison(of: run)
    #expect(cut.speedUp(cut.summaries[2]) == .exactly(100.0 / 600))
    #expect(cut.energySaved(cut.summaries[2]) == .exactly(1 - 18_000.0 / 8000))
    // Times and joules stand beside them, and are the same.
    #expect(cut.strategies[2].time_s?.value == .exactly(600))
    #expect(cut.strategies[2].energy_J?.value == .exactly(18_000))
    for index in [0, 2] { run.strategies[index].rounds = [] }
    let none = Comparison(of: run)
    #expect(none.speedUp(none.summaries[2]) == nil)
    #expect(none.strategies[2].time_s == nil && none.strategies[2].energy_J == nil)
    #expect(none.tradeOffs.isEmpty)
  }

  @Test func ofEqualLinksTheFirstIsTheBusiest() {
    var run = SmallRun.record
    run.strategies[0].links = ["a", "b", "c"].map { LinkRecord(link: $0, bytes: 7, busy_s: 1) }
    #expect(Comparison(of: run).summaries[0].busiest_link == "a")
  }

  @Test func whatWasDecidedStandsWithItsTrials() throws {
    var run = SmallRun.record
    #expect(!Comparison(of: run).text().contains("Decided"))
    #expect(!run.summaryJSON.contains("decided"))
    run.strategies[1].decisions = [
      DecisionRecord(
        parameter: "groups", taken: "2", rule: "the least wrong", time_s: 3,
        trials: [
          .init(value: "1", accuracy: 0.25), .init(value: "2", accuracy: 0.245),
          .init(value: "4", accuracy: 0.125),
        ])
    ]
    let rows = Comparison(of: run).decisionsTable.rows
    #expect(
      rows == [
        ["fast", "groups", "1", "25.0 %", ""],
        ["fast", "groups", "2", "24.5 %", "taken after 3.00 s"],
        ["fast", "groups", "4", "12.5 %", ""],
      ])
    #expect(Comparison(of: run).text().contains("Taken is the least wrong. Accuracy is"))
    #expect(Comparison(of: run).comparedText().contains("Decided by early accuracy"))
    #expect(Comparison(of: run).html().contains("Decided by early accuracy"))
    #expect(run.summaryJSON.contains("\"decided_groups\": 2"))
    #expect(try RunRecord(recordsJSON: run.recordsJSON()) == run)
  }

  @Test func theUsedBoundaryTakesItsOwnJoulesAndWatts() {
    var run = SmallRun.record
    run.boundary = "used"
    let summary = StrategySummary(run.strategies[0], of: run)
    #expect(summary.energy_J == 4000)
    #expect(summary.energy_to_target_J == 4000)
    #expect(summary.mean_power_W == 40)
    #expect(summary.peak_power_W == 50)
  }

  @Test func twelveLongNamedStrategiesFitTheWidth() {
    var run = SmallRun.record
    run.strategies = (1...12).map { number in
      var strategy = SmallRun.lost
      strategy.name = "a-very-long-name-of-a-strategy-that-nobody-would-choose-to-give#\(number)"
      strategy.rounds = (1...150).map {
        SmallRun.round($0, Double($0) * 1e5, server: 1.234e9, used: 1e9, accuracy: 0.5)
      }
      return strategy
    }
    run.assumptions = [
      Assumption(
        path: "path", value: "1 W", source: String(repeating: "long words of doubt ", count: 30),
        touches_energy_only: true)
    ]
    for line in Comparison(of: run).text().split(separator: "\n") {
      #expect(line.count <= 120, "\(line)")
    }
    #expect(Comparison(of: run).text().contains("#12"))
  }

  @Test func numbersThatAreNotFiniteAreNeverPrinted() {
    var run = SmallRun.record
    run.strategies[0].simulated_time_s = .nan
    run.strategies[0].energy_server_J = .infinity
    run.strategies[0].peak_power_server_W = .nan
    run.strategies[0].rounds[1].time_s = .infinity
    run.strategies[0].rounds[1].accuracy = .nan
    run.strategies[0].devices[0].compute_s = .nan
    let text = Comparison(of: run).text() + run.roundsCSV + run.devicesCSV + run.summaryJSON
    #expect(!text.replacing("nan", with: "NaN").contains("NaN"))
    #expect(!text.contains("inf"))
  }

  @Test func aRunOfNothingHasNoTable() {
    var run = SmallRun.record
    run.strategies = []
    #expect(
      Comparison(of: run).text()
        == "small, seed 7: 3 devices, a toy model\nNo strategy was run.\n\n")
  }

  @Test func onlyColumnsThatRestOnAssumptionsAreMarked() {
    let fans = AssumedColumns(SmallRun.record.assumptions)
    #expect(fans.energyMark == "*" && fans.timeMark == "")
    // Whatever the user called the device and the processor.
    let named = Assumption(
      path: "low-power-soc.energy.latency", value: "110 us", source: "half of a round trip",
      touches_energy_only: false)
    let link = AssumedColumns([named] + SmallRun.record.assumptions)
    #expect(link.energyMark == "*" && link.timeMark == "*")
    #expect(AssumedColumns([]).energyMark == "")
  }
}
