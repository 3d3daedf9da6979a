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
    /// Measurements, if they are fewer than of other rows.
    var repetitions: Int?
    let own: () throws -> Double
    /// The simulated seconds that the program prints as well, and that it has to agree on.
    var simulatedSeconds: (() throws -> Double)?
  }

  static let simGrid = Peer(name: "SimGrid", command: ["simgrid-engine"])
  static let simGridNetwork = Peer(name: "SimGrid", command: ["simgrid-network"])
  static let simPy = Peer(name: "SimPy", command: ["venv/bin/python", "simpy-engine.py"])

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: ".peers")

  private var paths: [String] { command.map { Self.folder.appending(path: $0).path } }

  var isInstalled: Bool { paths.allSatisfy { FileManager.default.fileExists(atPath: $0) } }

  /// Another program's trouble: its row is left out.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The two simulate different worlds, so one of them is wrong.
  struct Disagreement: Error, CustomStringConvertible {
    let peer: String
    let theirs: Double
    let ours: Double
    var description: String { "\(peer) simulates \(theirs) s where Tidewatt simulates \(ours) s" }
  }

  /// The numbers that the program prints.
  func measure(_ arguments: [String]) throws -> [Double] {
    let text = try output(of: paths[0], paths.dropFirst() + arguments)
    let numbers = text.split(whereSeparator: \.isWhitespace).map { Double($0) }
    guard let numbers = numbers as? [Double], !numbers.isEmpty else {
      throw Failure(description: "\(name) \(arguments.joined(separator: " ")) printed '\(text)'")
    }
    return numbers
  }
}

extension Peer.Row {
  /// Measures the peer once.
  ///
  /// SimGrid's fluid network is precise to about 1e-6.
  fileprivate func reference() throws -> Double {
    let numbers = try peer.measure(arguments)
    if let ours = try simulatedSeconds?() {
      let theirs = numbers.count > 1 ? numbers[1] : .nan
      if !(abs(theirs - ours) <= 1e-6 * ours) {
        throw Peer.Disagreement(peer: peer.name, theirs: theirs, ours: ours)
      }
    }
    return numbers[0]
  }
}

/// The rows of the peers that are installed; of the others, a note.
func peerRows(of rows: [Peer.Row], note: (String) -> Void) -> [Benchmark] {
  for missing in Set(rows.filter { !$0.peer.isInstalled }.map(\.peer.name)).sorted() {
    note("\(missing) is not installed; 'make bench-peers' does it")
  }
  return rows.filter(\.peer.isInstalled).map { row in
    Benchmark(
      name: row.name, unit: row.unit, repetitions: row.repetitions, measure: row.own,
      reference: row.reference)
  }
}

/// What a program prints.
///
/// - Throws: `Peer.Failure` if it fails.
func output(of program: String, _ arguments: [String]) throws -> String {
  let process = Foundation.Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  let output = Pipe()
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  guard process.terminationStatus == 0 else {
    let command = ([program] + arguments).joined(separator: " ")
    throw Peer.Failure(description: "\(command) failed: '\(text)'")
  }
  return text
}
