import Foundation
import Testing

@Suite struct ValidateSoCFlowCommandTests {
  @Test("validate socflow prints the claims and writes the page")
  func page() throws {
    try withTemporaryFolder { folder in
      // A folder of scenarios below the repository's, which finds the catalogue by the tool.
      let scenarios = folder.appending(path: "scenarios")
      try FileManager.default.createDirectory(at: scenarios, withIntermediateDirectories: true)
      try """
      scenario: small
      seed: 1
      cluster: { server: soc-cluster-60, use: 8 }
      training:
        model: lenet5
        dataset: { generated: { train: 256, test: 10 } }
        optimizer: { sgd: { learning-rate: 0.05 } }
        target: { accuracy: 0.9, rounds: 10 }
      strategies:
        - parameter-server: { global-batch: 64 }
        - ring-all-reduce: { global-batch: 64 }
        - federated-averaging: { batch: 16 }
        - group-wise: { groups: 2, batch: 64 }
      """.write(to: scenarios.appending(path: "small.yaml"), atomically: true, encoding: .utf8)
      let out = folder.appending(path: "pages/here")
      let tool = try Tool(
        "validate", "socflow", "--scenarios", scenarios.path, "--draws", "2", "--out", out.path)
      #expect(tool.code == 0)
      #expect(tool.output.contains("1.6x to 740x"))
      #expect(tool.output.contains("parameter-server"))
      // Without a GPU server in the folder, that claim is not judged.
      #expect(tool.output.contains("not judged"))
      #expect(tool.errors.contains("11 of 11 sets of values"))
      let html = try String(contentsOf: out.appending(path: "socflow.html"), encoding: .utf8)
      #expect(html.contains("2.31x to 10.23x"))
      #expect(html.contains("--draws 2"))
    }
  }

  @Test("what cannot be validated is bad input")
  func mistakes() throws {
    let none = try Tool("validate", "socflow", "--scenarios", "Scenarios/devices")
    #expect(none.code == 2)
    let nowhere = try Tool("validate", "socflow", "--scenarios", "nowhere")
    #expect(nowhere.code == 2)
    #expect(nowhere.errors.contains("there is no folder 'nowhere'"))
    let bundles = try Tool("validate", "socflow", "--bundles", "Scenarios")
    #expect(bundles.code == 2)
    #expect(bundles.errors.contains("there is no bundle in 'Scenarios'"))
  }
}
