import Hardware
import Learning
import Scenarios
import Strategies
import Testing

@Suite struct PrecisionReadingTests {
  private func timed(_ overrides: String...) throws -> Scenario {
    try testReader.read(
      text: try quickstartText(), named: "s.yaml",
      overrides: ["training.learning=none"] + overrides)
  }

  @Test func everyStrategyTrainsInTheTrainingsPrecisionOrItsOwn() throws {
    let scenario = try timed(
      "training.precision=npu",
      """
      strategies=[ring-all-reduce: { global-batch: 64 }, local: { batch: 64, precision: cpu }, \
      local: { batch: 64, precision: mixed, npu-share: 70 % }, \
      group-wise: { groups: 8, batch: 64, precision: mixed, alpha: 0.25 }, \
      parameter-server: { global-batch: 64, precision: niti }]
      """)
    #expect(
      scenario.strategies.map(\.precision) == [
        .npu, .fp32, .mixed(MixedSplit(share: .fixed(0.7))),
        .mixed(MixedSplit(confidence: .fixed(0.25))), .niti(),
      ])
    // Precision is no parameter of a strategy.
    #expect(scenario.strategies[2].parameters.values.map(\.name) == ["batch"])
    #expect(scenario.processors.map(\.processor.name) == ["cpu", "npu"])
    #expect(scenario.processors.map(\.formats) == [[.fp32], [.int8]])
  }

  @Test func aSplitIsInheritedAndChangedInParts() throws {
    let scenario = try timed(
      "training.precision=mixed", "training.npu-share=0.5", "training.alpha=0.75",
      """
      strategies=[local: { batch: 64 }, local: { batch: 64, npu-share: profiled }, \
      local: { batch: 64, alpha: similarity }, local: { batch: 64, precision: fp32 }]
      """)
    #expect(
      scenario.strategies.map(\.precision) == [
        .mixed(MixedSplit(share: .fixed(0.5), confidence: .fixed(0.75))),
        .mixed(MixedSplit(share: .profiled, confidence: .fixed(0.75))),
        .mixed(MixedSplit(share: .fixed(0.5), confidence: .similarity)), .fp32,
      ])
  }

  @Test func bitsOfGradientsAreReadInheritedAndWritten() throws {
    let scenario = try timed(
      "training.precision=niti", "training.gradient-bits={ 1: 6, 4: 2 }",
      """
      strategies=[local: { batch: 64 }, local: { batch: 64, gradient-bits: { 1: 3 } }, \
      local: { batch: 64, precision: fp32 }]
      """)
    #expect(
      scenario.strategies.map(\.precision) == [
        .niti(GradientBits([(1, 6), (4, 2)])), .niti(GradientBits([(1, 3)])), .fp32,
      ])
    let lonely = ScenarioReader(catalogue: Catalogue(folders: []))
    #expect(try lonely.read(text: scenario.effectiveText, named: "/x/s.yaml") == scenario)
  }

  @Test(arguments: [
    ("{ 2: 5 }", "takes epochs that rise, the first of them 1, e.g. { 1: 5, 6: 4, 9: 3 }"),
    ("{ 1: 5, 4: 4, 4: 3 }", "takes epochs that rise"),
    ("{ one: 5 }", "takes a whole number, found 'one'"),
    ("{ 1: 8 }", "must be at most 7, found '8'"),
    ("{ 0: 5 }", "must be at least 1, found '0'"),
    ("5", "takes bits by epoch, e.g. { 1: 5, 6: 4, 9: 3 }, found '5'"),
  ])
  func whatIsWrongWithBitsIsTold(written: String, complaint: String) throws {
    let found = complaints(
      try quickstartText(),
      overrides: [
        "training.learning=none",
        "strategies=[local: { batch: 64, precision: niti, gradient-bits: \(written) }]",
      ])
    #expect(found.count == 1)
    #expect(found.first?.contains(complaint) == true, "\(found)")
  }

  @Test func theEffectiveScenarioHoldsEveryPrecision() throws {
    let lonely = ScenarioReader(catalogue: Catalogue(folders: []))
    for precision in ["fp32", "npu", "niti", "mixed"] {
      let scenario = try timed(
        "training.precision=\(precision)",
        """
        strategies=[local: { batch: 64 }, local: { batch: 64, precision: npu }, \
        local: { batch: 64, precision: mixed, npu-share: 70 % }, \
        ring-all-reduce: { global-batch: 64, precision: cpu }]
        """)
      let text = scenario.effectiveText
      let again = try lonely.read(text: text, named: "/x/s.yaml")
      #expect(again == scenario)
      #expect(again.effectiveText == text)
      #expect(text.contains("  precision: \(precision)\n"))
    }
    let plain = try timed().effectiveText
    #expect(plain.components(separatedBy: "precision: fp32").count == 3)  // And the workload's.
  }

  @Test func whatNobodyCalibratedIsMarked() throws {
    let paths = assumptions(of: try timed("training.precision=mixed")).map(\.path)
    #expect(paths.contains("lenet5.snapdragon-865.npu.int8"))
    #expect(paths.contains("snapdragon-865.npu.training-rate"))
    #expect(paths.contains("snapdragon-865.cpu.memory-rate"))
    let plain = assumptions(of: try timed()).map(\.path)
    #expect(!plain.contains { $0.contains("npu") })
  }

  @Test func mistakesAreToldWhereTheyStand() throws {
    let text = try quickstartText()
    func complain(_ strategy: String, _ overrides: String...) -> [String] {
      complaints(
        text.replacing("local: { batch: 64 }", with: "local: { \(strategy) }"),
        overrides: ["training.learning=none"] + overrides
      )
      // Without the line, which other parts of the file move.
      .map { $0.split(separator: ":", maxSplits: 2).last.map(String.init) ?? $0 }
    }
    #expect(
      complain("batch: 64, precision: mixd") == [
        """
        36: error: 'strategies.local.precision' does not take 'mixd'; did you mean 'mixed'?
          note: one of: fp32, npu, niti, mixed
        """
      ])
    #expect(
      complain("batch: 64, npu-share: 0.5, alpha: 1") == [
        "25: error: 'strategies.local.npu-share' is for precision mixed; here the precision "
          + "is fp32",
        "41: error: 'strategies.local.alpha' is for precision mixed; here the precision is "
          + "fp32",
      ])
    #expect(
      complain("batch: 64, precision: mixed, npu-share: 120 %, alpha: similarty") == [
        "54: error: 'strategies.local.npu-share' must be at most 1, found '120 %'",
        """
        68: error: 'strategies.local.alpha' does not take 'similarty'; did you mean 'similarity'?
          note: one of: similarity
        """,
      ])
    #expect(
      complain("batch: 64, precision: mixed", "cluster.device=raspberry-pi-3b") == [
        """
        36: error: device 'raspberry-pi-3b' has no processor that trains in int8, which \
        precision mixed takes
          note: 'raspberry-pi-3b' has: cpu (fp32)
        """
      ])
    #expect(
      complain(
        "batch: 64, precision: niti", "training.model=vgg11",
        "training.dataset={ generated: { train: 512, test: 10 } }") == [
          "36: error: 'vgg11' cannot be trained in precision niti: its layer 'norm1' is none "
            + "that integers alone can train"
        ])
  }

  @Test func oneProcessorCannotWorkInBothFormatsAtOnce() throws {
    let text = try timed("cluster.device=raspberry-pi-3b", "training.workload=none").effectiveText
      .replacing("precisions: [fp32]", with: "precisions: [fp32, int8]")
    #expect(complaints(text).isEmpty)
    #expect(complaints(text, overrides: ["training.precision=niti"]).isEmpty)
    let found = complaints(text, overrides: ["training.precision=npu"])
    #expect(
      found.first?.contains(
        "precision npu takes two processors, but 'raspberry-pi-3b' trains in both fp32 and int8 on "
          + "its 'cpu'") == true)
  }

  @Test func everyPrecisionIsTakenByEveryStrategy() throws {
    for precision in TrainingPrecision.words {
      #expect(
        complaints(try quickstartText(), overrides: ["training.precision=\(precision)"]).isEmpty)
      for name in ["local", "parameter-server", "ring-all-reduce", "group-wise"] {
        let override = "strategies.\(name).precision=\(precision)"
        #expect(complaints(try quickstartText(), overrides: [override]).isEmpty)
      }
    }
    let compressed = complaints(
      try quickstartText(),
      overrides: [
        """
        strategies=[gradient-compression: { global-batch: 64, precision: npu }]
        """
      ])
    #expect(compressed.count == 1)
    #expect(compressed.first?.contains("learned in fp32 only, not in npu") == true)
  }
}
