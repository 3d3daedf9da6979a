import Foundation
import Testing

@Suite struct StoreCommandTests {
  private static let scenario = """
    scenario: stored
    cluster: { server: soc-cluster-60, use: 4 }
    training:
      model: lenet5
      dataset: { generated: { train: 4096, test: 20 } }
      optimizer: { sgd: { learning-rate: 0.01 } }
      target: { accuracy: 100 %, rounds: 4 }
      stop: rounds
    energy: { boundary: used }
    strategies:
      - ring-all-reduce: { global-batch: 16 }
      - federated-averaging: { batch: 16, momentum: reset }

    """

  private func write(to folder: URL) throws -> String {
    let file = folder.appending(path: "stored.yaml")
    try Data(Self.scenario.utf8).write(to: file)
    return file.path
  }

  private func learning(of bundle: URL) throws -> [String: Any] {
    let data = try Data(contentsOf: bundle.appending(path: "manifest.json"))
    let manifest = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return try #require(manifest["learning"] as? [String: Any])
  }

  @Test("a run that was killed goes on where it was, and gives the bytes of an undisturbed one")
  func killed() throws {
    try withTemporaryFolder { folder in
      let file = try write(to: folder)
      let whole = folder.appending(path: "whole")
      let undisturbed = try Tool(
        "run", file, "--out", whole.path, "--format", "json", "--store", "none", "--quiet")
      #expect(undisturbed.code == 0)

      let store = folder.appending(path: "store").path
      let out = folder.appending(path: "out")
      var kills = 0
      for delay in [0.4, 0.9, 1.6] {
        let tool = try Tool(
          "run", file, "--out", out.path, "--store", store, "--quiet", killedAfter: delay)
        if tool.code == 9 { kills += 1 }
      }
      #expect(kills > 0, "the machine was too fast for this test")
      let last = try Tool(
        "run", file, "--out", out.path, "--format", "json", "--store", store, "--quiet")
      #expect(last.code == 0, "\(last.errors)")
      #expect(last.output == undisturbed.output)
      for name in ["rounds.csv", "devices.csv", "records.json"] {
        #expect(
          try Data(contentsOf: out.appending(path: name))
            == Data(contentsOf: whole.appending(path: name)))
      }

      let warm = folder.appending(path: "warm")
      let again = try Tool("run", file, "--out", warm.path, "--store", store, "--quiet")
      #expect(again.code == 0)
      let counts = try learning(of: warm)
      #expect(counts["stepsComputed"] as? Int == 0)
      #expect(counts["evaluationsRecalled"] as? Int == 8)

      let verified = try Tool("store", "verify", "--store", store)
      #expect(verified.code == 0)
      #expect(verified.output.contains(" 0 damaged"))
      let info = try Tool("store", "info", "--store", store)
      #expect(info.output.contains("metrics      8"))
      let pruned = try Tool("store", "prune", "--store", store)
      #expect(pruned.output.contains("kept 0"))
    }
  }

  @Test("a store that is not there, or cannot be, is a clear error")
  func missing() throws {
    try withTemporaryFolder { folder in
      let missing = try Tool("store", "info", "--store", folder.path + "/nowhere")
      #expect(missing.code == 2)
      #expect(missing.errors.contains("there is no store in"))
      let file = try write(to: folder)
      let tool = try Tool("run", file, "--out", folder.path + "/out", "--store", file + "/store")
      #expect(tool.code == 1)
      #expect(tool.errors.contains("the store cannot write"))
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/out"))
    }
  }
}
