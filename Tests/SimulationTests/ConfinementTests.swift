import Foundation
import Testing

/// Unstructured tasks would leave the simulation's thread: the sources may start none but one.
@Suite struct ConfinementTests {
  @Test("no source of the modelled world starts a task of its own")
  func noTasks() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
    let forbidden =
      #/\bTask\s*[({]|\basync let\b|with(Throwing)?(Discarding)?TaskGroup|Task\.(sleep|yield|detached)|DispatchQueue/#
    var found: [String] = []
    var files = 0
    for target in ["Simulation", "Hardware", "Strategies"] {
      let enumerator = FileManager.default.enumerator(
        at: root.appending(path: target), includingPropertiesForKeys: nil)
      while let file = enumerator?.nextObject() as? URL {
        guard file.pathExtension == "swift" else { continue }
        files += 1
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
          let code = line.trimmingPrefix(#/\s*/#)
          if code.hasPrefix("//") { continue }
          if code.contains(forbidden) {
            found.append("\(file.lastPathComponent): \(code)")
          }
        }
      }
    }
    #expect(files > 20)
    #expect(found == ["ProcessTable.swift: Task(executorPreference: executor) {"])
  }
}
