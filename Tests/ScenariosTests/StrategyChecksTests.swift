import Scenarios
import Testing

@Suite struct StrategyChecksTests {
  @Test func whatAStrategyFindsIsReportedAtItsParameter() throws {
    #expect(
      try complaints(replacing: "groups: 8", with: "groups: 7") == [
        "s.yaml:21:27: error: group-wise: 7 groups do not divide 32 devices"
      ])
  }

  @Test func aProblemOfADefaultIsReportedAtTheName() throws {
    let reader = ScenarioReader(
      strategies: testStrategies, sampleCount: { _ in 50 }, catalogue: shippedCatalogue)
    let text = try quickstartText().replacing(": { global-batch: 64 }", with: "")
      .replacing("- parameter-server\n", with: "- local: { batch: 1 }\n")
    #expect(
      complaints(text, reader: reader) == [
        "s.yaml:19:5: error: ring-all-reduce: a batch of 64 exceeds 50 samples"
      ])
  }

  @Test func generatedSamplesAreCountedByTheReader() throws {
    let text = try quickstartText()
      .replacing("fashion-mnist", with: "{ generated: { train: 63, test: 10 } }")
    #expect(
      complaints(text) == [
        "s.yaml:19:38: error: ring-all-reduce: a batch of 64 exceeds 63 samples"
      ])
  }

  @Test func parametersAreChecked() throws {
    #expect(
      try complaints(replacing: "momentum: reset", with: "momentum: rest") == [
        """
        s.yaml:20:49: error: 'strategies.federated-averaging.momentum' does not take 'rest'; \
        did you mean 'reset'?
          note: one of: reset, keep
        """
      ])
    #expect(
      try complaints(replacing: "groups: 8", with: "group: 8") == [
        "s.yaml:21:17: error: missing key 'groups' in 'strategies.group-wise'",
        """
        s.yaml:21:19: error: unknown key 'group' in 'strategies.group-wise'; did you mean 'groups'?
        """,
      ])
    #expect(
      try complaints(replacing: "batch: 16", with: "batch: 0") == [
        "s.yaml:20:35: error: 'strategies.federated-averaging.batch' must be at least 1, found '0'"
      ])
  }

  @Test func defaultsAreFilledInAndRepeatedKindsGetLabels() throws {
    let text =
      try quickstartText() + "  - ring-all-reduce\n  - ring-all-reduce: { global-batch: 8 }\n"
    let scenario = try testReader.read(text: text, named: "s.yaml")
    #expect(
      scenario.strategies.suffix(2).map(\.label) == ["ring-all-reduce#2", "ring-all-reduce#3"])
    #expect(scenario.strategies.map { $0.parameters.values.count } == [1, 1, 1, 2, 2, 1, 1])
    #expect(scenario.strategies[5].parameters.count("global-batch") == 64)
  }

  @Test func anItemWithTwoNamesIsRefused() throws {
    #expect(
      try complaints(replacing: "- local: { batch: 64 }", with: "- { local: 1, group-wise: 2 }")
        == ["s.yaml:17:5: error: 'strategies[1]' takes one key, the name of the strategy"])
  }
}
