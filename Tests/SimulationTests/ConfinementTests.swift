import Foundation
import Testing

/// Unstructured tasks would leave the simulation's thread: the sources may start none but one.
@Suite struct ConfinementTests {
  private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

  @Test("no source of the modelled world starts a task of its own, or looks at a real clock")
  func noTasks() throws {
    var found: [String] = []
    var files = 0
    for target in ["Simulation", "Hardware", "Strategies", "Serving"] {
      let enumerator = FileManager.default.enumerator(
        at: Self.sources.appending(path: target), includingPropertiesForKeys: nil)
      while let file = enumerator?.nextObject() as? URL {
        guard file.pathExtension == "swift" else { continue }
        files += 1
        let source = try String(contentsOf: file, encoding: .utf8)
        found += EscapeSearch.escapes(in: source).map { "\(file.lastPathComponent): \($0)" }
      }
    }
    #expect(files > 60)
    #expect(
      found == ["ProcessTable.swift: Task", "ProcessTable.swift: withUnsafeThrowingContinuation"])
  }

  @Test(
    "every way out is found",
    arguments: [
      ("Task { await f() }", "Task"), ("Task.init(priority: .high) { }", "Task"),
      ("Task.detached { }", "Task"), ("Task<Void, Never> { }", "Task"),
      ("_ = Task\n  .init { }", "Task"), ("let start = Task.init", "Task"),
      ("try await Task.sleep(for: .seconds(1))", "Task"), ("await Task.yield()", "Task"),
      ("async let x = f()", "async let"), ("async\n  let x = f()", "async let"),
      ("await withTaskGroup(of: Int.self) { _ in }", "withTaskGroup"),
      ("try await withThrowingDiscardingTaskGroup { _ in }", "withThrowingDiscardingTaskGroup"),
      ("var group: ThrowingTaskGroup<Int, any Error>", "ThrowingTaskGroup"),
      ("Thread { }.start()", "Thread"), ("Thread.detachNewThread { }", "Thread"),
      ("DispatchQueue.global().async { }", "DispatchQueue"),
      ("DispatchSource.makeTimerSource()", "DispatchSource"),
      ("OperationQueue().addOperation { }", "OperationQueue"), ("RunLoop.main.run()", "RunLoop"),
      ("pthread_create(&t, nil, f, nil)", "pthread_create"), ("actor Switch { }", "actor"),
      ("@MainActor func f() { }", "MainActor"), ("@concurrent func f() async { }", "concurrent"),
      ("await withCheckedContinuation { _ in }", "withCheckedContinuation"),
      ("ContinuousClock.now", "ContinuousClock"), ("let text = \"\\(Task { 1 })\"", "Task"),
    ])
  func found(code: String, word: String) {
    #expect(EscapeSearch.escapes(in: code) == [word])
  }

  @Test(
    "what only looks like one is none",
    arguments: [
      "// Task { }", "/* Task { /* async let */ } */ let x = 1", "let name = \"Task { }\"",
      "let raw = #\"a \"Task\" \\(Task)\"#", "let text = \"\"\"\n  Task { }\n  \"\"\"",
      "final class E: TaskExecutor { }", "simulation.sleep(for: span)", "let multitasking = 1",
      "let quote = \"\\\"\"; let y = 2  // Task",
    ])
  func harmless(code: String) {
    #expect(EscapeSearch.escapes(in: code) == [])
  }
}
