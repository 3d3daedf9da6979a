import Foundation

/// Another simulator, measured by a program of its own that `make bench-peers` sets up.
struct Peer {
  let name: String
  /// The program and its first arguments, below `Benchmarks/.peers`.
  let command: [String]

  /// One measurement of another simulator beside the same of Tidewatt.
  struct Row {
    let peer: Peer
    let name: String
    let unit: String
    /// What the program is to measure; it prints one number in `unit`.
    let arguments: [String]
    let own: () throws -> Double
  }

  static let simGrid = Peer(name: "SimGrid", command: ["simgrid-engine"])
  static let simPy = Peer(name: "SimPy", command: ["venv/bin/python", "simpy-engine.py"])

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: ".peers")

  private var paths: [String] { command.map { Self.folder.appending(path: $0).path } }

  var isInstalled: Bool { paths.allSatisfy { FileManager.default.fileExists(atPath: $0) } }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  func measure(_ arguments: [String]) throws -> Double {
    let process = Foundation.Process()
    process.executableURL = URL(filePath: paths[0])
    process.arguments = paths.dropFirst() + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard process.terminationStatus == 0, let value = Double(text) else {
      throw Failure(
        description: "\(name) \(arguments.joined(separator: " ")) failed: '\(text)'")
    }
    return value
  }
}

/// The rows of the peers that are installed; of the others, a note.
func peerRows(of rows: [Peer.Row], note: (String) -> Void) -> [Benchmark] {
  var missing: [String] = []
  var benchmarks: [Benchmark] = []
  for row in rows {
    if row.peer.isInstalled {
      benchmarks.append(
        Benchmark(
          name: row.name, unit: row.unit, measure: row.own,
          reference: { try row.peer.measure(row.arguments) }))
    } else if !missing.contains(row.peer.name) {
      missing.append(row.peer.name)
    }
  }
  for name in missing { note("\(name) is not installed; 'make bench-peers' does it") }
  return benchmarks
}
