import Foundation
import Testing

@testable import Experiments

@Suite struct BundleTests {
  private let small = BundleFolder(files: [
    "manifest.json": Data("{}".utf8), "summary.json": Data("a\nb\n".utf8),
  ])

  @Test("a bundle appears whole, and nothing is left beside it")
  func writing() throws {
    try withTemporaryFolder { root in
      let folder = root.appending(path: "deep/run")
      try BundleFolder.checkWritable(folder)
      #expect(try small.write(to: folder, force: false) == .written)
      #expect(try BundleFolder(reading: folder).files == small.files)
      let beside = try FileManager.default.contentsOfDirectory(
        atPath: root.appending(path: "deep").path)
      #expect(beside == ["run"])
    }
  }

  @Test("a bundle that exists is verified; another result is refused, or exchanged by force")
  func existing() throws {
    try withTemporaryFolder { root in
      let folder = root.appending(path: "run")
      _ = try small.write(to: folder, force: false)
      var again = small
      again.files["manifest.json"] = Data("{\"real_time_s\": 2}".utf8)
      #expect(try again.write(to: folder, force: false) == .verified)
      #expect(try BundleFolder(reading: folder).files == small.files)

      var other = small
      other.files["summary.json"] = Data("a\nc\n".utf8)
      let error = #expect(throws: BundleError.self) {
        try other.write(to: folder, force: false)
      }
      #expect(
        error?.description == "'\(folder.path)' holds another result (summary.json:2: expected 'b',"
          + " found 'c'); --force exchanges it")
      #expect(try BundleFolder(reading: folder).files == small.files)
      #expect(try other.write(to: folder, force: true) == .replaced)
      #expect(try BundleFolder(reading: folder).files == other.files)
      #expect(try FileManager.default.contentsOfDirectory(atPath: root.path) == ["run"])
    }
  }

  @Test("a folder that cannot be written is an error before anything is computed")
  func unwritable() throws {
    try withTemporaryFolder { root in
      let file = root.appending(path: "file")
      try Data().write(to: file)
      let folder = file.appending(path: "run")
      let error = #expect(throws: BundleError.self) { try BundleFolder.checkWritable(folder) }
      #expect(error?.description.contains("cannot write the results to '\(folder.path)'") == true)
      #expect(error?.description.contains("Not a directory") == true)
    }
  }

  @Test("a folder that is in the way stays as it is")
  func foreignFolder() throws {
    try withTemporaryFolder { root in
      try Data("mine".utf8).write(to: root.appending(path: "notes.txt"))
      #expect(throws: BundleError.self) { try small.write(to: root, force: false) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: root.path) == ["notes.txt"])
    }
  }
}

@Suite struct ReplayTests {
  private func bundle(in root: URL) throws -> URL {
    let folder = root.appending(path: "run")
    let experiment = try Experiment(
      smallScenario(strategies: "  - group-wise: { groups: 4, batch: 8 }"))
    let outcome = try experiment.run(.init(jobs: 1))
    _ = try experiment.bundle(outcome, jobs: 1, started: .now).write(to: folder, force: false)
    return folder
  }

  @Test("a bundle replays to the same bytes without the catalogue")
  func equal() throws {
    try withTemporaryFolder { root in
      let replay = try Replay(of: bundle(in: root))
      #expect(!replay.isOtherBuild)
      #expect(try replay.firstDifference(.init(jobs: 2)) == nil)
    }
  }

  @Test("a changed number is found and named")
  func changed() throws {
    try withTemporaryFolder { root in
      let folder = try bundle(in: root)
      let file = folder.appending(path: "rounds.csv")
      var lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      lines[1] += "0"
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
      let difference = try #require(try Replay(of: folder).firstDifference(.init(jobs: 1)))
      #expect(difference.file == "rounds.csv")
      #expect(difference.line == 2)
      #expect(difference.expected == "'\(lines[1])'")
    }
  }

  @Test("what is no bundle is said to be none")
  func noBundle() throws {
    try withTemporaryFolder { root in
      let empty = #expect(throws: BundleError.self) { try Replay(of: root) }
      #expect(empty == .missingFile("scenario.effective.yaml", folder: root.path))
      #expect(throws: BundleError.self) { try Replay(of: root.appending(path: "nowhere")) }
      let folder = try bundle(in: root)
      try Data("{".utf8).write(to: folder.appending(path: "manifest.json"))
      let damaged = #expect(throws: BundleError.self) { try Replay(of: folder) }
      #expect(damaged?.description.contains("manifest.json' is damaged") == true)
    }
  }
}
