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
  ///
  /// - Parameter seconds: After which it is killed without a warning (`kill -9`); nil to wait.
  init(
    _ arguments: String..., in workingFolder: URL = repository, killedAfter seconds: Double? = nil
  ) throws {
    try self.init(arguments, in: workingFolder, killedAfter: seconds)
  }

  init(
    _ arguments: [String], in workingFolder: URL = repository, killedAfter seconds: Double? = nil
  ) throws {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = workingFolder
    // Away from the user's own store of learned values.
    let cache = FileManager.default.temporaryDirectory.appending(path: "tidewatt-\(UUID())")
    defer { try? FileManager.default.removeItem(at: cache) }
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["XDG_CACHE_HOME": cache.path]
    ) { $1 }
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
    if let seconds {
      Thread.sleep(forTimeInterval: seconds)
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    output = try String(contentsOf: files[0], encoding: .utf8)
    errors = try String(contentsOf: files[1], encoding: .utf8)
    code = process.terminationStatus
  }

  /// It stands beside the test bundle.
  static var executable: URL {
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
