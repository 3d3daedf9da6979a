import Scenarios
import Strategies
import Testing

/// A strategy whose default may not work.
private struct Fussy: Strategy {
  static let name = "fussy"
  static let summary = "Complains."
  static let parameters = [
    StrategyParameter(name: "batch", kind: .count, defaultValue: "64", help: "samples per step")
  ]
  let batch: Int
  init(_ parameters: StrategyParameters) { batch = parameters.count("batch") }
  func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    [ParameterProblem(parameter: "batch", message: "\(batch) exceeds \(samples) samples")]
  }
  func demand(devices: Int, samples: Int) -> StrategyDemand {
    StrategyDemand(devices: 1, batch: batch, storedSamples: samples)
  }
  func run(_ job: TrainingJob) async throws {}
}

@Suite struct StrategyChecksTests {
  @Test func whatAStrategyFindsIsReportedAtItsParameter() throws {
    #expect(
      try complaints(replacing: "groups: 8", with: "groups: 7") == [
        "s.yaml:21:27: error: group-wise: 7 groups do not divide 32 devices; these do: 1, 2, 4, 8, "
          + "16, 32"
      ])
  }

  @Test func aProblemOfADefaultIsReportedAtTheName() throws {
    let reader = ScenarioReader(
      strategies: [Fussy.self], sampleCount: { _ in 50 }, catalogue: shippedCatalogue)
    let whole = try quickstartText()
    let text = whole.prefix(upTo: try #require(whole.firstRange(of: "  - local")).lowerBound)
    #expect(
      complaints(text + "  - fussy\n", reader: reader) == [
        "s.yaml:17:5: error: fussy: 64 exceeds 50 samples"
      ])
  }

  @Test func generatedSamplesAreCountedByTheReader() throws {
    let text = try quickstartText()
      .replacing("fashion-mnist", with: "{ generated: { train: 512, test: 10 } }")
    #expect(
      complaints(text.replacing("{ global-batch: 64 }", with: "{ global-batch: 513 }")) == [
        "s.yaml:18:39: error: parameter-server: a batch of 513 is larger than the training set, "
          + "which has 512 samples",
        "s.yaml:19:38: error: ring-all-reduce: a batch of 513 is larger than the training set, "
          + "which has 512 samples",
      ])
  }

  @Test func parametersAreChecked() throws {
    #expect(
      try complaints(replacing: "momentum: reset", with: "momentum: rest") == [
        """
        s.yaml:20:49: error: 'strategies.federated-averaging.momentum' does not take 'rest'; \
        did you mean 'reset'?
          note: one of: reset, local, averaged
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
      try quickstartText() + "  - federated-averaging: { batch: 8 }\n"
      + "  - federated-averaging: { batch: 4, momentum: local }\n"
    let scenario = try testReader.read(text: text, named: "s.yaml")
    // What differs among the three tells them apart, but for what is left at its default; the others
    // are the only ones of their kind.
    #expect(
      scenario.strategies.map(\.label) == [
        "local", "parameter-server", "ring-all-reduce",
        "federated-averaging (batch: 16)", "group-wise",
        "federated-averaging (batch: 8)",
        "federated-averaging (batch: 4, momentum: local)",
      ])
    #expect(scenario.strategies.map { $0.parameters.values.count } == [1, 2, 5, 2, 10, 2, 2])
    #expect(scenario.strategies[5].parameters.choice("momentum") == "reset")
    #expect(scenario.strategies[6].parameters.choice("momentum") == "local")
  }

  @Test func labelsOfTheFileComeFirstAndEqualsAreNumbered() throws {
    let text =
      try quickstartText() + "  - group-wise: { label: 'two: halves', groups: 2, batch: 64 }\n"
      + "  - group-wise: { groups: 8, batch: 64 }\n  - local: { batch: 64 }\n"
    let scenario = try testReader.read(
      text: text, named: "s.yaml", overrides: ["strategies.two: halves.batch=32"])
    #expect(
      scenario.strategies.map(\.label) == [
        "local", "parameter-server", "ring-all-reduce", "federated-averaging",
        "group-wise (groups: 8, batch: 64)", "two: halves", "group-wise (groups: 8, batch: 64)#2",
        "local#2",
      ])
    #expect(scenario.strategies[5].parameters.count("batch") == 32)
    #expect(Set(scenario.strategies.map(\.label)).count == 8)
    let again = try testReader.read(text: scenario.effectiveText, named: "e.yaml")
    #expect(again == scenario)
  }

  @Test func labelsAreOneShortLineAndGivenOnce() throws {
    let long = String(repeating: "x", count: 61)
    #expect(
      try complaints(replacing: "groups: 8", with: "label: \(long), groups: 8").first?.hasPrefix(
        "s.yaml:21:26: error: 'strategies.group-wise.label' takes one line of at most 60 characters"
      )
        == true)
    let text =
      try quickstartText().replacing("groups: 8", with: "label: mine, groups: 8")
      + "  - local: { label: mine, batch: 8 }\n"
    #expect(
      complaints(text) == ["s.yaml:22:5: error: another strategy has the label 'mine' as well"])
  }

  @Test func anItemWithTwoNamesIsRefused() throws {
    #expect(
      try complaints(replacing: "- local: { batch: 64 }", with: "- { local: 1, group-wise: 2 }")
        == ["s.yaml:17:5: error: 'strategies[1]' takes one key, the name of the strategy"])
  }
}
