import Foundation
import Testing

@Suite struct RunCommandTests {
  private static let small = """
    scenario: small
    cluster: { server: soc-cluster-60, use: 4 }
    training:
      model: lenet5
      dataset: { generated: { train: 64, test: 20 } }
      optimizer: { sgd: { learning-rate: 0.01 } }
      target: { accuracy: 99 %, rounds: 1 }
    energy: { boundary: used }
    strategies:
      - ring-all-reduce: { global-batch: 16 }
      - group-wise: { groups: 2, batch: 16 }

    """

  private func write(_ text: String, to folder: URL) throws -> String {
    let file = folder.appending(path: "small.yaml")
    try Data(text.utf8).write(to: file)
    return file.path
  }

  @Test("run prints JSON with the promised fields and writes the bundle")
  func json() throws {
    try withTemporaryFolder { folder in
      let file = try write(Self.small, to: folder)
      let out = folder.appending(path: "out")
      let tool = try Tool("run", file, "--out", out.path, "--format", "json", "--seed", "9")
      #expect(tool.code == 0)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(tool.output.utf8)) as? [String: Any])
      #expect(object["scenario"] as? String == "small")
      #expect(object["seed"] as? Int == 9)
      #expect((object["run_id"] as? String)?.count == 12)
      #expect((object["fingerprint"] as? String)?.count == 32)
      let strategies = try #require(object["strategies"] as? [[String: Any]])
      #expect(strategies.map { $0["name"] as? String } == ["ring-all-reduce", "group-wise"])
      let promised = [
        "name", "rounds", "rounds_to_target", "time_to_target_s", "energy_to_target_J",
        "simulated_time_s", "energy_J", "final_accuracy", "mean_power_W", "peak_power_W",
        "bytes_on_busiest_link",
      ]
      for strategy in strategies { #expect(promised.allSatisfy { strategy.keys.contains($0) }) }
      #expect(strategies[0]["time_to_target_s"] is NSNull)
      let written = try String(contentsOf: out.appending(path: "summary.json"), encoding: .utf8)
      #expect(written == tool.output)
      // One line for each round that closed, and the place of the report.
      #expect(tool.errors.contains("ring-all-reduce      round  1, at most  0 to go"))
      #expect(tool.errors.hasSuffix("written: \(out.path)/report.html\n"))
    }
  }

  @Test("run again finds the same result in place; replay confirms it")
  func again() throws {
    try withTemporaryFolder { folder in
      let file = try write(Self.small, to: folder)
      let out = folder.appending(path: "out").path
      #expect(try Tool("run", file, "--out", out, "--jobs", "1").code == 0)
      let second = try Tool("run", file, "--out", out, "--jobs", "2")
      #expect(second.code == 0)
      #expect(second.errors.contains("equal to the bundle that is there"))
      let replay = try Tool("replay", out, "--quiet")
      #expect(replay.output == "\(out): the replay gives the same bytes\n")
      #expect(replay.code == 0)

      let changed = try Tool("run", file, "--out", out, "--seed", "3", "--quiet")
      #expect(changed.code == 1)
      #expect(changed.errors.contains("holds the bundle of another run"))
    }
  }

  @Test("the bundle is there although the reader of the table is gone")
  func closedPipe() throws {
    try withTemporaryFolder { folder in
      let file = try write(
        Self.small.replacing("target: { accuracy: 99 %, rounds: 1 }", with: "learning: none"),
        to: folder)
      let out = folder.appending(path: "out")
      let shell = Process()
      shell.executableURL = URL(filePath: "/bin/sh")
      shell.arguments = [
        "-c", #""$0" run "$1" --set training.target.rounds=1 --out "$2" --quiet | true"#,
        Tool.executable.path, file, out.path,
      ]
      shell.currentDirectoryURL = repository
      try shell.run()
      shell.waitUntilExit()
      let names = try FileManager.default.contentsOfDirectory(atPath: out.path)
      #expect(Set(["manifest.json", "records.json", "report.html"]).isSubset(of: names))
    }
  }

  @Test("a run with a trace has the same result, and a timeline of every device beside it")
  func trace() throws {
    try withTemporaryFolder { folder in
      let file = try write(Self.small, to: folder)
      let out = folder.appending(path: "out").path
      #expect(try Tool("run", file, "--out", out, "--quiet").code == 0)
      // The bundle is there already: the timeline joins it.
      #expect(try Tool("run", file, "--out", out, "--quiet", "--trace").code == 0)
      let data = try Data(contentsOf: URL(filePath: out).appending(path: "trace.json"))
      let root = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
      let events = try #require(root["traceEvents"] as? [[String: Any]])
      let names = Set(
        events.filter { $0["ph"] as? String == "X" }.compactMap { $0["name"] as? String })
      #expect(
        names == ["compute", "message", "ring all-reduce", "scatter", "tree broadcast", "wait"])
      let power = events.filter { $0["name"] as? String == "server power, W" }
      #expect(power.count > 10)
      #expect(try Tool("replay", out, "--quiet").code == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }
  }

  @Test("in detail the timeline has every message; the table of flows has the links' bytes")
  func flows() throws {
    try withTemporaryFolder { folder in
      let file = try write(Self.small, to: folder)
      let out = folder.appending(path: "out")
      #expect(try Tool("run", file, "--out", out.path, "--quiet").code == 0)
      #expect(
        try Tool("run", file, "--out", out.path, "--quiet", "--trace-detail", "--flows").code == 0)
      let data = try Data(contentsOf: out.appending(path: "trace.json"))
      let root = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
      let events = try #require(root["traceEvents"] as? [[String: Any]])
      let tracks = Set(events.compactMap { ($0["args"] as? [String: Any])?["name"] as? String })
      #expect(tracks.isSuperset(of: ["soc 3", "soc 3 send", "soc 3 receive"]))

      func table(_ name: String) throws -> [[String]] {
        try String(contentsOf: out.appending(path: name), encoding: .utf8)
          .split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
          }
      }
      let flows = try table("flows.csv")
      // A device's own link carries what it receives, and the outside's all that comes from there.
      var received: [String: Int] = [:]
      for flow in flows {
        received["\(flow[0]) \(flow[4]) down", default: 0] += try #require(Int(flow[5]))
        if flow[3] == "outside" {
          received["\(flow[0]) outside up", default: 0] += try #require(Int(flow[5]))
        }
      }
      var carried: [String: Int] = [:]
      for link in try table("links.csv") { carried["\(link[0]) \(link[2])"] = Int(link[3]) }
      #expect(received.count == 2 * 5)
      for (link, bytes) in received { #expect(carried[link] == bytes, "\(link)") }
      #expect(try Tool("replay", out.path, "--quiet").code == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
      // It is a bundle as any other.
      #expect(try Tool("run", file, "--out", out.path, "--quiet").code == 0)
    }
  }

  @Test("a run that is cut by its time limit ends there and says what was reached")
  func until() throws {
    try withTemporaryFolder { folder in
      let file = try write(Self.small, to: folder)
      let tool = try Tool(
        "run", file, "--out", folder.appending(path: "out").path, "--format", "json", "--until",
        "20 ms", "--quiet")
      #expect(tool.code == 0)
      let object = try JSONSerialization.jsonObject(with: Data(tool.output.utf8)) as? [String: Any]
      let strategies = try #require(object?["strategies"] as? [[String: Any]])
      #expect(strategies.map { $0["simulated_time_s"] as? Double } == [0.02, 0.02])
      #expect(strategies.map { $0["rounds"] as? Int } == [0, 0])
      #expect(try Tool("run", file, "--until", "soon").code == 2)
    }
  }

  @Test("a file with mistakes exits with 2, prints every one of them and writes nothing")
  func mistakes() throws {
    try withTemporaryFolder { folder in
      let text = Self.small.replacing("use: 4", with: "use: 61")
        .replacing("lenet5", with: "lenet6").replacing("rounds: 1", with: "round: 1")
        .replacing("groups: 2", with: "groups: two")
      let file = try write(text, to: folder)
      let out = folder.appending(path: "out")
      let tool = try Tool("run", file, "--out", out.path)
      #expect(tool.code == 2)
      #expect(tool.output.isEmpty)
      let lines = tool.errors.split(separator: "\n").filter { $0.hasPrefix(file) }
      let places = lines.map { $0.dropFirst(file.count + 1).prefix { $0 != " " } }
      #expect(places == ["2:41:", "4:10:", "7:11:", "7:29:", "11:27:"])
      #expect(!FileManager.default.fileExists(atPath: out.path))
    }
  }

  @Test("an output folder that cannot be written is said at once")
  func unwritable() throws {
    try withTemporaryFolder { folder in
      let file = try write(Self.small, to: folder)
      let tool = try Tool("run", file, "--out", "\(file)/out")
      #expect(tool.code == 1)
      #expect(tool.errors.hasPrefix("error: cannot write the results to '\(file)/out'"))
    }
  }

  @Test("image files that are cut short are bad input, with the file's name")
  func truncatedImages() throws {
    try withTemporaryFolder { folder in
      let data = folder.appending(path: "data")
      try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
      // A header that promises 10 images of 28 x 28, and half an image.
      let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 28, 0, 0, 0, 28]
      try Data(header + [UInt8](repeating: 0, count: 392)).write(
        to: data.appending(path: "train-images-idx3-ubyte"))
      for name in ["train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"] {
        try Data([0, 0, 8, 1, 0, 0, 0, 10] + [UInt8](repeating: 1, count: 10)).write(
          to: data.appending(path: name))
      }
      try Data(header + [UInt8](repeating: 0, count: 7840)).write(
        to: data.appending(path: "t10k-images-idx3-ubyte"))
      let text = Self.small.replacing(
        "{ generated: { train: 64, test: 20 } }", with: "{ idx: data }"
      )
      .replacing("global-batch: 16", with: "global-batch: 4")
      .replacing("batch: 16", with: "batch: 4")
      let tool = try Tool(
        "run", try write(text, to: folder), "--out", folder.appending(path: "out").path)
      #expect(tool.code == 2)
      #expect(tool.errors.contains("train-images-idx3-ubyte"))
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out").path))
    }
  }

  @Test("a wrong call is bad input, and help is not")
  func usage() throws {
    #expect(try Tool("run").code == 2)
    #expect(try Tool("run", "x.yaml", "--jobs", "0").code == 2)
    #expect(try Tool("fly").code == 2)
    let missing = try Tool("check", "no-such-file.yaml")
    #expect(missing.code == 2)
    #expect(missing.errors.hasPrefix("no-such-file.yaml: error: "))
    let help = try Tool("--help")
    #expect(help.code == 0)
    #expect(help.output.contains("tidewatt run Scenarios/quickstart.yaml"))
  }
}
