import Foundation

/// The repository.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// The built command-line tool, run as a user would.
struct Tool {
  var output: String
  var errors: String
  var code: Int32

  /// Runs `tidewatt` in a folder, the repository unless told otherwise, and waits for it.
  init(_ arguments: String..., in workingFolder: URL = repository) throws {
    try self.init(arguments: arguments, in: workingFolder)
  }

  init(arguments: [String], in workingFolder: URL = repository) throws {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = workingFolder
    // Files, not pipes: a full pipe that nobody reads would stop the tool.
    let folder = FileManager.default.temporaryDirectory.appending(path: "tidewatt-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["output", "errors"].map { folder.appending(path: $0) }
    for file in files { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    output = try String(contentsOf: files[0], encoding: .utf8)
    errors = try String(contentsOf: files[1], encoding: .utf8)
    code = process.terminationStatus
  }

  /// It stands beside the test bundle.
  private static var executable: URL {
    let bundle =
      CommandLine.arguments.first { $0.hasSuffix(".xctest") }
      .map { URL(filePath: $0) } ?? Bundle.main.bundleURL.appending(path: "x")
    return bundle.deletingLastPathComponent().appending(path: "tidewatt")
  }
}

/// A folder that is there while `body` runs.
func withTemporaryFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appending(path: "tidewatt-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
