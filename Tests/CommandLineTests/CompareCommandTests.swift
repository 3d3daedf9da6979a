import Foundation
import Testing

@Suite struct CompareCommandTests {
  private static let small = """
    scenario: small
    repeat: 2
    cluster: { server: soc-cluster-60, use: 4 }
    training:
      model: lenet5
      dataset: { generated: { train: 64, test: 20 } }
      optimizer: { sgd: { learning-rate: 0.01 } }
      target: { accuracy: 99 %, rounds: 1 }
    strategies:
      - ring-all-reduce: { global-batch: 16 }
      - group-wise: { groups: 2, batch: 16 }
      - group-wise: { groups: 4, batch: 16 }

    """

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("a file is run first, its bundle is read back equal, and replays")
  func fileAndBundle() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "small.yaml").path
      try Data(Self.small.utf8).write(to: URL(filePath: file))
      let out = folder.appending(path: "out").path
      let first = try Tool(
        "compare", file, "--out", out, "--format", "json", "--baseline", "group-wise (groups: 4)",
        "--quiet")
      #expect(first.code == 0, "\(first.errors)")
      let root = try object(first.output)
      #expect(root["baseline"] as? String == "group-wise (groups: 4)")
      #expect(root["seeds"] as? [Int] == [1, 2])
      #expect((root["strategies"] as? [Any])?.count == 3)
      let again = try Tool(
        "compare", out, "--format", "json", "--baseline", "group-wise (groups: 4)")
      #expect(again.output == first.output)
      #expect(again.code == 0)
      let page = folder.appending(path: "page.html").path
      let table = try Tool("compare", out, "--page", page)
      #expect(table.output.contains("speed-up and joules saved against ring-all-reduce"))
      #expect(table.output.contains("Pareto front"))
      #expect(try String(contentsOfFile: page, encoding: .utf8).contains("Accuracy over joules"))
      #expect(try Tool("replay", out, "--quiet").code == 0)

      // The tables of `run` and of `report` are the same text, and so are the files.
      let run = try Tool("run", file, "--out", out, "--quiet")
      let report = try Tool("report", out, "--out", folder.appending(path: "again").path)
      #expect(run.output == report.output + "\n" || run.output == report.output)
      for name in ["summary.json", "rounds.csv", "devices.csv", "links.csv", "records.json"] {
        let made = try Data(contentsOf: folder.appending(path: "again/\(name)"))
        #expect(try made == Data(contentsOf: URL(filePath: out).appending(path: name)))
      }
    }
  }

  @Test("several inputs are compared with each other, by the number of devices")
  func across() throws {
    try withTemporaryFolder { folder in
      var bundles: [String] = []
      for use in [4, 8] {
        let file = folder.appending(path: "small-\(use).yaml").path
        let text = Self.small.replacing("use: 4", with: "use: \(use)")
        try Data(text.utf8).write(to: URL(filePath: file))
        bundles.append(folder.appending(path: "out-\(use)").path)
        let tool = try Tool("run", file, "--out", bundles[bundles.count - 1], "--quiet")
        #expect(tool.code == 0)
      }
      let tool = try Tool(["compare"] + bundles + ["--format", "json"])
      #expect(tool.code == 0, "\(tool.errors)")
      let across = try #require(try object(tool.output)["across"] as? [[String: Any]])
      #expect(across.map { $0["devices"] as? Int } == [4, 8, 4, 8, 4, 8])
      #expect(
        Set(across.compactMap { $0["run"] as? String }) == [
          "small, 4 devices", "small, 8 devices",
        ])
    }
  }

  @Test("what cannot work is said before anything is run")
  func mistakes() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "small.yaml").path
      try Data(Self.small.utf8).write(to: URL(filePath: file))
      let out = folder.appending(path: "out").path
      let tool = try Tool("compare", file, "--out", out, "--baseline", "ring-all-reduse")
      #expect(tool.code == 2)
      #expect(tool.errors.contains("no strategy 'ring-all-reduse' in this run; it has: "))
      #expect(tool.errors.contains("did you mean 'ring-all-reduce'?"))
      #expect(!FileManager.default.fileExists(atPath: out))
      let empty = try Tool("compare", folder.path)
      #expect(empty.code == 2)
      #expect(empty.errors.contains("is no bundle"))
      #expect(try Tool("compare").code == 2)
      #expect(try Tool("compare", "--help").output.contains("Results/quickstart/3f9ac21b07d1"))
    }
  }
}
