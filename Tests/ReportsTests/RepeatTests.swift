import Simulation
import Testing

@testable import Reports

@Suite struct RepeatTests {
  /// `SmallRun` with further seeds of `slow` and `fast`, whose times and joules are scaled.
  private func run(
    slow: [Double], fast: [Double], missed: Set<Int> = [], slowMissed: Set<Int> = []
  ) -> RunRecord {
    func runs(_ strategy: StrategyRecord, _ factors: [Double], missed: Set<Int>) -> [StrategyRecord]
    {
      factors.enumerated().map { index, factor in
        var strategy = strategy
        strategy.seed = 7 + UInt64(index)
        strategy.simulated_time_s *= factor
        strategy.energy_server_J *= factor
        for round in strategy.rounds.indices {
          strategy.rounds[round].time_s *= factor
          strategy.rounds[round].energy_server_J *= factor
          if missed.contains(index) { strategy.rounds[round].accuracy = 0.5 }
        }
        return strategy
      }
    }
    var run = SmallRun.record
    run.strategies =
      runs(SmallRun.slow, slow, missed: slowMissed) + runs(SmallRun.fast, fast, missed: missed)
    return run
  }

  private func isNear(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
    a.map { abs($0 - b) <= tolerance * abs(b) } ?? false
  }

  @Test("an interval is the mean and t times the standard error, as tables of t say")
  func interval() throws {
    // t(0.975) of 4 degrees of freedom is 2.776445; s of 1...5 is the root of 2.5.
    let estimate = try #require(Estimate([1, 2, 3, 4, 5]))
    let half = 2.776445105197793 * (2.5 / 5).squareRoot()
    #expect(estimate.mean == 3)
    #expect(isNear(estimate.interval?.lowerBound, 3 - half, 1e-9))
    #expect(isNear(estimate.interval?.upperBound, 3 + half, 1e-9))
    // Of two: t(0.975) of one degree is 12.7062, s / root 2 is half the difference.
    #expect(isNear(try #require(Estimate([0, 2])?.interval).upperBound, 1 + 12.706204736432095))
    #expect(Estimate([4])?.interval == nil)
    #expect(Estimate([]) == nil)
    #expect(Estimate([1, .nan]) == nil)
  }

  @Test("ratios have a geometric mean, and exchanging both sides gives the inverse")
  func geometric() throws {
    let ratios = [2.0, 8]
    let estimate = try #require(Estimate.geometric(ratios))
    let inverse = try #require(Estimate.geometric(ratios.map { 1 / $0 }))
    #expect(isNear(estimate.mean, 4))
    #expect(isNear(inverse.mean, 1 / estimate.mean))
    #expect(
      isNear(
        inverse.interval?.lowerBound, 1 / (try #require(estimate.interval).upperBound)))
    #expect(Estimate.geometric([1, 0]) == nil)
  }

  @Test("speed-ups are paired: what both sides of a seed have in common cancels")
  func paired() throws {
    // Seeds differ by a factor of 10 in time, but of each the speed-up is exactly 12.5.
    let comparison = Comparison(of: run(slow: [1, 10, 0.1], fast: [1, 10, 0.1]))
    let fast = comparison.strategies[1]
    let speedUp = try #require(comparison.speedUp(fast))
    #expect(isNear(speedUp.value.number, 12.5))
    #expect(isNear(speedUp.interval?.lowerBound, 12.5))
    #expect(isNear(comparison.energySaved(fast)?.value.number, 0.875))
    // The times themselves are as unsure as they are.
    #expect((try #require(fast.time_s?.interval)).upperBound > 100)
  }

  @Test("where some seeds missed the target, a bound of the mean over all of them is shown")
  func bounds() throws {
    let comparison = Comparison(of: run(slow: [1, 1, 1, 1], fast: [1, 2, 3, 2], missed: [2]))
    let fast = comparison.strategies[1]
    #expect(fast.reached == 3)
    // 8, 16 and 16 s to the target and 24 s without it: more than 16 s, not 13.3 s.
    #expect(fast.time_s == BoundedEstimate(.moreThan(16)))
    guard case .lessThan(let factor)? = comparison.speedUp(fast)?.value else {
      Issue.record("no bound")
      return
    }
    #expect(isNear(factor, 12.5 / 12.0.squareRoot().squareRoot()))
    let row = comparison.mainTable.rows[2]
    #expect(row[0...3] == ["fast", "3 of 4 seeds", "> 16.0 s", "< 6.8x"])
    let json = comparison.run.summaryJSON
    #expect(json.contains("\"time_to_target_s\": null,\n      \"time_to_target_s_low\": null"))
    #expect(json.contains("\"time_to_target_s_above\": 16,"))
  }

  @Test("nothing is said where bounds point both ways, or both sides of a seed missed")
  func unknown() {
    let both = Comparison(of: run(slow: [1, 1], fast: [1, 1], missed: [0], slowMissed: [1]))
    #expect(both.speedUp(both.strategies[1]) == nil)
    let same = Comparison(of: run(slow: [1, 1], fast: [1, 1], missed: [0], slowMissed: [0]))
    #expect(same.speedUp(same.strategies[1]) == nil)
    let none = Comparison(of: run(slow: [1, 1], fast: [1, 1], missed: [0, 1]))
    #expect(none.mainTable.rows[2][2] == "50.0 % after 1 round")
  }

  @Test("the table has a second row of intervals, and the text says what they are")
  func table() {
    let comparison = Comparison(of: run(slow: [1, 1.1, 0.9], fast: [1, 1, 1]))
    let rows = comparison.mainTable.rows
    #expect(rows.count == 4)
    #expect(rows[0][0] == "slow")
    #expect(rows[1][0] == "  95 %, 3 seeds")
    // t(0.975) of 2 is 4.30265; s is 10 s.
    #expect(rows[1][2] == "± 24.8 s")
    let text = comparison.text()
    #expect(text.hasPrefix("small, seeds 7 to 9: "))
    #expect(text.contains("95 % confidence intervals after Student's t distribution"))
    #expect(text.contains("each seed with the same seed"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
  }

  @Test("a table too wide for the terminal goes on in blocks, and loses nothing")
  func blocks() {
    let table = Table(
      columns: [.init("strategy", isNumber: false)] + (0..<12).map { .init("column \($0)") },
      rows: [["a"] + (0..<12).map { "value \($0)" }, ["b"] + (0..<12).map { "cell \($0)" }])
    let text = table.text(width: 60)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 60 })
    for number in 0..<12 {
      #expect(text.contains("value \(number)") && text.contains("column \(number)"))
    }
    #expect(text.split(separator: "\n").count { $0.hasPrefix("a ") } == 3)
    #expect(!table.text(width: 400).contains("\n\n"))
  }
}
