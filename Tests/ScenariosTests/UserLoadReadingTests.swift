import Foundation
import Hardware
import Scenarios
import Simulation
import Testing

@Suite struct UserLoadReadingTests {
  private let lonely = ScenarioReader(catalogue: Catalogue(folders: []))
  private static let users = """
    user-load:
      trace: TRACE
      session: { value: 20 min, basis: assumed, source: a guess }
      activity: 50 %
      switch: 150 ms
      objective: 500 ms
      run-for: 24 h
      round-every: 10 min
      morning: 8 h
    strategies:
      - group-wise: { groups: 8, batch: 64 }
      - federated-averaging: { batch: 16 }

    """

  private func text(_ trace: String, _ change: (String) -> String = { $0 }) throws -> String {
    let start = try quickstartText().components(separatedBy: "\nstrategies:")[0] + "\n"
    return start + change(Self.users.replacing("TRACE", with: trace))
  }

  @Test(arguments: [
    "[{ at: 0 h, busy: 90 % }, { at: 3.5 h, busy: 0.1 }]",
    "{ synthetic: { low: 10 %, high: 95 %, peak: 21 h, variation: 10 % } }",
  ])
  func readsBackEqual(trace: String) throws {
    let scenario = try testReader.read(text: try text(trace), named: "s.yaml")
    let load = try #require(scenario.userLoad)
    #expect(load.session.basis == .assumed && load.activity.basis == .scenario)
    let again = try lonely.read(text: scenario.effectiveText, named: "t.yaml")
    #expect(again == scenario)
    #expect(again.effectiveText == scenario.effectiveText)
    let assumed = assumptions(of: scenario).map(\.path)
    #expect(assumed.contains("user-load.session") && !assumed.contains("user-load.activity"))
    #expect(assumed.contains("snapdragon-865.flash.write-rate"))
  }

  @Test func aTraceFileIsReadFromTheScenariosFolder() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trace-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "day.csv")
    let scenario = folder.appending(path: "s.yaml").path
    try Data("# a day\ntime,busy,note\n0 h,90 %,night\n30 min,0.25,morning\n".utf8).write(to: file)
    let read = try testReader.read(text: try text("day.csv"), named: scenario)
    let plan = try #require(read.userLoad).plan(seed: 1)
    #expect(
      plan.trace.points == [
        .init(time: .zero, busy: 0.9), .init(time: SimDuration(seconds: 1800), busy: 0.25),
      ])
    try Data("time,busy\n0 h,1.5\n10,20 %\n2 h,3 %,4\n".utf8).write(to: file)
    let places = complaints(try text("day.csv"), named: scenario)
    #expect(places.count == 3)
    #expect(places[0].hasPrefix("\(file.path):2:5: error: 'busy' must be"))
    #expect(places[1].hasPrefix("\(file.path):3:1: error: 'time'"))
    #expect(places[2].hasPrefix("\(file.path):4:10: error:"))
    try Data("time,busy\n2 h,20 %\n1 h,3 %\n".utf8).write(to: file)
    #expect(
      complaints(try text("day.csv"), named: scenario) == [
        "\(file.path):3:1: error: 'time' must be after 7200 s, found '3600 s'"
      ])
    try Data("hour,load\n2,3\n".utf8).write(to: file)
    #expect(
      complaints(try text("day.csv"), named: scenario) == [
        "\(file.path):1:1: error: a trace needs the columns 'time' and 'busy', found 'hour, load'"
      ])
  }

  private func complaints(_ text: String, named name: String) -> [String] {
    do {
      _ = try testReader.read(text: text, named: name)
      return []
    } catch {
      return error.list.map(\.description)
    }
  }

  @Test func strategiesThatNeedAllDevicesAreRefused() throws {
    let found = complaints(
      try text("[{ at: 0 h, busy: 10 % }]") {
        $0 + "  - local: { batch: 9 }\n  - ring-all-reduce: { global-batch: 64 }\n"
      }, named: "s.yaml")
    #expect(found.count == 2)
    #expect(
      found.first?.hasSuffix(
        "error: 'local' needs all of its devices all the time and does not train beside users\n"
          + "  note: these do: federated-averaging, tree-averaging, group-wise") == true)
  }

  @Test func everyMistakeIsTold() throws {
    let found = complaints(
      try text("{ sinus: 3 }") {
        $0.replacing("morning: 8 h", with: "mornin: 8 h").replacing("150 ms", with: "150")
          .replacing("activity: 50 %", with: "activity: 150 %")
      }, named: "s.yaml")
    #expect(found.count == 4)
    #expect(found.contains { $0.contains("did you mean 'morning'?") })
    let late = complaints(
      try text("[{ at: 0 h, busy: 10 % }]") { $0.replacing("morning: 8 h", with: "morning: 25 h") },
      named: "s.yaml")
    #expect(late.count == 1)
    #expect(
      late[0].contains("'user-load.morning' must be at most 'run-for', 86400 s, found '90000 s'"))
  }

  @Test func aSyntheticTraceIsThatOfItsSeed() {
    let synthetic = SyntheticTrace(
      low: 0.1, high: 0.9, peak: SimDuration(seconds: 0), variation: 0)
    let day = SimDuration(seconds: 86_400)
    let trace = synthetic.trace(seed: 1, until: day)
    #expect(trace.points.count == 25)
    #expect(abs(trace.busy(at: 0) - 0.9) < 1e-12)
    #expect(abs(trace.busy(at: 12 * 3600) - 0.1) < 1e-12)
    #expect(abs(trace.busy(at: 6 * 3600) - 0.5) < 1e-12)
    var rough = synthetic
    rough.variation = 0.2
    #expect(rough.trace(seed: 1, until: day) == rough.trace(seed: 1, until: day))
    #expect(rough.trace(seed: 1, until: day) != rough.trace(seed: 2, until: day))
  }

  @Test("a strategy that tries several ways first is refused beside users")
  func decisions() throws {
    let file = repository.appending(path: "Scenarios/soc-cluster/tidal-day.yaml").path
    _ = try testReader.read(file: file)
    do throws(Diagnostics) {
      _ = try testReader.read(file: file, overrides: ["strategies.group-wise.groups=auto"])
      Issue.record("it was taken")
    } catch {
      #expect(error.list.count == 1)
      #expect(error.list.first?.description.contains("tries several ways on all devices") == true)
    }
  }
}
