import Experiments
import Foundation
import Simulation

/// What a command line names: the folder of a bundle, or a scenario file that is run first.
enum RecordedRun {
  static func isBundle(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  static func read(_ path: String) throws -> RunRecord {
    try BundleFolder(reading: URL(filePath: path)).record(of: path)
  }
}
