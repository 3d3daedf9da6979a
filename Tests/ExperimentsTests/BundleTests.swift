import Foundation
import Testing

@testable import Experiments

@Suite struct BundleTests {
  private let small = BundleFolder(files: [
    "manifest.json": Data("{}".utf8), "summary.json": Data("a\nb\n".utf8),
    "scenario.effective.yaml": Data("scenario: s\n".utf8),
  ])

  @Test("a bundle appears whole, and nothing is left beside it")
  func writing() throws {
    try withTemporaryFolder { root in
      let folder = root.appending(path: "deep/run")
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
        error?.description == "'\(folder.path)' holds another result of this run (summary.json:2: "
          + "expected 'b', found 'c'): its manifest.json says whether its kernels or data were "
          + "others; --force exchanges it")
      #expect(try BundleFolder(reading: folder).files == small.files)
      #expect(try other.write(to: folder, force: true) == .replaced)
      #expect(try BundleFolder(reading: folder).files == other.files)
      #expect(try FileManager.default.contentsOfDirectory(atPath: root.path) == ["run"])
    }
  }

  @Test("a place that cannot be written is found before anything is computed, and left alone")
  func unwritable() throws {
    try withTemporaryFolder { root in
      let file = root.appending(path: "file")
      try Data().write(to: file)
      let folder = file.appending(path: "deep/run")
      let error = #expect(throws: BundleError.self) {
        try BundlePlace.check(folder, for: "x", force: false)
      }
      #expect(
        error == .unwritable(folder.path, reason: "'\(file.path)' is not a directory"))
      try BundlePlace.check(root.appending(path: "a/b/run"), for: "x", force: false)
      #expect(try FileManager.default.contentsOfDirectory(atPath: root.path) == ["file"])
    }
  }

  @Test("what is no bundle is never touched, not even by force")
  func foreignFolder() throws {
    try withTemporaryFolder { root in
      try Data("mine".utf8).write(to: root.appending(path: "thesis.txt"))
      for force in [false, true] {
        #expect(throws: BundleError.foreign(root.path)) {
          try BundlePlace.check(root, for: "x", force: force)
        }
        #expect(throws: BundleError.foreign(root.path)) { try small.write(to: root, force: force) }
      }
      // A bundle with a stranger in it is no bundle either.
      let folder = root.appending(path: "run")
      _ = try small.write(to: folder, force: false)
      try Data().write(to: folder.appending(path: "notes.txt"))
      #expect(throws: BundleError.foreign(folder.path)) { try small.write(to: folder, force: true) }
      let names = try FileManager.default.contentsOfDirectory(atPath: root.path)
      #expect(names.sorted() == ["run", "thesis.txt"])
    }
  }

  @Test("the bundle of another run is in the way, unless it may be exchanged")
  func otherRun() throws {
    try withTemporaryFolder { root in
      let folder = root.appending(path: "run")
      _ = try small.write(to: folder, force: false)
      #expect(throws: BundleError.otherRun(folder.path, nil)) {
        try BundlePlace.check(folder, for: "x", force: false)
      }
      try BundlePlace.check(folder, for: "x", force: true)
    }
  }

  @Test("an empty folder and a link to a folder are places like any other")
  func emptyAndLinked() throws {
    try withTemporaryFolder { root in
      let empty = root.appending(path: "empty")
      try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
      let link = root.appending(path: "link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: empty)
      #expect(try small.write(to: link, force: false) == .written)
      #expect(try BundleFolder(reading: empty).files == small.files)
      #expect(try small.write(to: link, force: true) == .replaced)
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
      #expect(
        difference.description
          == "rounds.csv:2: expected '\(lines[1])', found '\(lines[1].dropLast())'")
    }
  }

  @Test("what is no bundle is said to be none")
  func noBundle() throws {
    try withTemporaryFolder { root in
      let empty = #expect(throws: BundleError.self) { try Replay(of: root) }
      #expect(empty == .missingFile("scenario.effective.yaml", folder: root.path))
      #expect(throws: BundleError.self) { try Replay(of: root.appending(path: "nowhere")) }
      let folder = try bundle(in: root)
      let file = folder.appending(path: "scenario.effective.yaml")
      let text = try String(contentsOf: file, encoding: .utf8)
      try Data(text.replacing("seed: 5", with: "seed: 6").utf8).write(to: file)
      let changed = #expect(throws: BundleError.self) { try Replay(of: folder) }
      #expect(changed?.description.contains("was changed since the run") == true)
      try Data(text.utf8).write(to: file)
      try FileManager.default.removeItem(at: folder.appending(path: "report.html"))
      let difference = try Replay(of: folder).firstDifference(.init(jobs: 1))
      #expect(difference?.description == "report.html is missing from the bundle")
      try Data("{".utf8).write(to: folder.appending(path: "manifest.json"))
      let damaged = #expect(throws: BundleError.self) { try Replay(of: folder) }
      #expect(damaged?.description.contains("manifest.json' is damaged") == true)
    }
  }
}
