import Learning
import Scenarios
import Testing

@Suite struct BatchNormReadingTests {
  private static let vgg = [
    "training.learning=none", "training.batch-norm=synchronised", "training.model=vgg11",
    "training.dataset={ generated: { train: 512, test: 10 } }",
  ]

  @Test func theModeIsReadAndWritten() throws {
    let plain = try quickstart("training.learning=none")
    #expect(plain.training.batchNorm == .perWorker)
    let scenario = try testReader.read(
      text: try quickstartText(), named: "s.yaml",
      overrides: Self.vgg + ["strategies=[ring-all-reduce: { global-batch: 64 }]"])
    #expect(scenario.training.batchNorm == .synchronised)
    let lonely = ScenarioReader(catalogue: Catalogue(folders: []))
    #expect(try lonely.read(text: scenario.effectiveText, named: "/x/s.yaml") == scenario)
  }

  @Test(arguments: [
    ("two-dimensional: { global-batch: 64, stages: 2 }", "do not meet at every layer"),
    ("ring-all-reduce: { global-batch: 64, overlap: on }", "do not meet at every layer"),
    ("ring-all-reduce: { global-batch: 64, precision: npu }", "trains in fp32, not in npu"),
  ])
  func whoCannotMeetIsTold(strategy: String, complaint: String) throws {
    let found = complaints(
      try quickstartText(), overrides: Self.vgg + ["strategies=[\(strategy)]"])
    #expect(found.count == 1)
    #expect(found.first?.contains(complaint) == true, "\(found)")
  }

  @Test func aModelWithoutNormalisationHasNothingToSynchronise() throws {
    let found = complaints(
      try quickstartText(),
      overrides: [
        "training.learning=none", "training.batch-norm=synchronised",
        "strategies=[local: { batch: 64 }]",
      ])
    #expect(found.count == 1)
    #expect(found.first?.contains("'lenet5' has no batch normalisation") == true, "\(found)")
  }
}
