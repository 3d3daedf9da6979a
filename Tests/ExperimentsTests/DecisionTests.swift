import Experiments
import Scenarios
import Simulation
import Testing

/// What strategies decide on samples that training leaves out.
@Suite struct DecisionTests {
  private static let strategies = """
      - group-wise: { groups: 1, batch: 16 }
      - group-wise: { groups: 2, batch: 16 }
      - group-wise: { groups: 4, batch: 16 }
      - group-wise: { groups: 8, batch: 16 }
      - group-wise: { groups: auto, batch: 16, fall: FALL }
    """

  private struct Seen {
    var rounds: [Double]
    var first: Double
    var second: Double
    var decisions: [DecisionRecord]?
  }

  private func run(fall: String) throws -> [Seen] {
    let scenario = try smallScenario(
      "training.dataset={ generated: { train: 640, test: 200 } }", "training.target.rounds=2",
      "training.validation=64", "training.stop=rounds",
      strategies: Self.strategies.replacing("FALL", with: fall))
    #expect(scenario.training.validation == 64)
    let record = try Experiment(scenario).run(.init(jobs: 2)).record
    return record.strategies.map {
      Seen(
        rounds: $0.rounds.compactMap(\.accuracy), first: $0.rounds[0].time_s,
        second: $0.rounds[1].time_s, decisions: $0.decisions)
    }
  }

  @Test("a number found by early accuracy goes on as that number, and its trials take their time")
  func automatic() throws {
    // Any fall is taken: the most groups that leave every device a sample of each batch.
    let all = try run(fall: "1")
    #expect(all[4].rounds == all[3].rounds)
    let decision = try #require(all[4].decisions?.first)
    #expect(decision.parameter == "groups" && decision.taken == "8")
    #expect(decision.trials.map(\.value) == ["1", "2", "4", "8"])
    #expect(decision.time_s == all[4].first)
    #expect(decision.rule.contains("by more than 100.0 points"))
    #expect(all[3].decisions == nil)
    // The first rounds of one, two, four and eight groups, one after the other.
    #expect(all[4].first > all[0].first && all[4].first > 2 * all[3].first)
    #expect(all[4].second - all[4].first < 1.2 * (all[3].second - all[3].first))
  }

  @Test("a sharp fall of early accuracy ends the trials: the number before is taken")
  func sharpFall() throws {
    let all = try run(fall: "0.01")
    let chosen = try #require((0..<4).first { all[$0].rounds == all[4].rounds })
    #expect(chosen < 3)
    let decision = try #require(all[4].decisions?.first)
    #expect(decision.taken == ["1", "2", "4"][chosen])
    // The last that was tried is the one that fell, by more than was allowed.
    let trials = decision.trials
    #expect(trials.count == chosen + 2)
    #expect(trials[chosen + 1].accuracy < trials[chosen].accuracy - 0.01)
    // Test accuracy is not what decided, but it tells the same where the fall is sharp.
    #expect(all[4].rounds[0] > all[3].rounds[0])
  }

  @Test("without learning there is nothing to decide by")
  func untold() throws {
    let strategies = "    - group-wise: { groups: auto, batch: 16 }"
    #expect(throws: Diagnostics.self) {
      try smallScenario("training.learning=none", strategies: strategies)
    }
    // Samples are held out without being asked for: a tenth of a small training set.
    #expect(try smallScenario(strategies: strategies).training.validation == 12)
    #expect(
      try smallScenario(strategies: "    - group-wise: { groups: 4, batch: 16 }").training
        .validation == 0)
  }

  @Test("what is left when samples are held out has to be enough")
  func tooFew() throws {
    let strategies = "    - group-wise: { groups: auto, batch: 120 }"
    // 12 of 128 samples are held out.
    #expect(throws: PreflightError.self) {
      try Experiment(smallScenario(strategies: strategies))
    }
    #expect(throws: PreflightError.self) {
      try Experiment(
        smallScenario(
          "training.dataset={ generated: { train: 1, test: 10 } }", "cluster.use=1",
          strategies: "    - local: { batch: 1, precision: mixed }"))
    }
    _ = try Experiment(smallScenario(strategies: strategies.replacing("120", with: "100")))
  }
}
