import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// What stands where a bundle is to go.
enum BundlePlace: Equatable {
  /// Nothing, or an empty folder.
  case free
  case bundle

  /// Every file that a bundle can have.
  static let knownNames: Set<String> = [
    BundleFolder.manifestName, BundleFolder.scenarioName, BundleFolder.traceName,
    BundleFolder.flowsName, "summary.json", "rounds.csv", "devices.csv", "links.csv",
    "components.csv", "records.json", "report.html",
  ]

  /// Looks without touching anything.
  ///
  /// - Throws: `BundleError.foreign` if something else is there: it is never replaced.
  init(_ folder: URL) throws(BundleError) {
    let manager = FileManager.default
    guard manager.fileExists(atPath: folder.path) else {
      self = .free
      return
    }
    guard let names = try? manager.contentsOfDirectory(atPath: folder.path) else {
      throw .foreign(folder.path)
    }
    if names.isEmpty {
      self = .free
    } else if Self.knownNames.isSuperset(of: names), names.contains(BundleFolder.manifestName),
      names.contains(BundleFolder.scenarioName)
    {
      self = .bundle
    } else {
      throw .foreign(folder.path)
    }
  }

  /// Checks that a bundle can go to `folder`, before any time is spent on computing it.
  ///
  /// - Parameters:
  ///   - runID: Of the run to come; a bundle of another run is in the way.
  ///   - force: Whether such a bundle would be exchanged.
  /// - Throws: `BundleError`. Nothing is written, whatever the outcome.
  static func check(_ folder: URL, for runID: String, force: Bool) throws(BundleError) {
    let folder = folder.resolvingSymlinksInPath()
    if try BundlePlace(folder) == .bundle, !force {
      let data = try? Data(contentsOf: folder.appending(path: BundleFolder.manifestName))
      let manifest = data.flatMap { try? JSONDecoder().decode(Manifest.self, from: $0) }
      if manifest?.run_id != runID { throw .otherRun(folder.path, manifest?.run_id) }
    }
    // The nearest folder that is there must be one, and writable.
    var ancestor = folder.deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: ancestor.path), ancestor.path != "/" {
      ancestor = ancestor.deletingLastPathComponent()
    }
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: ancestor.path, isDirectory: &isFolder)
    if !isFolder.boolValue {
      throw .unwritable(folder.path, reason: "'\(ancestor.path)' is not a directory")
    }
    if access(ancestor.path, W_OK | X_OK) != 0 {
      throw .unwritable(
        folder.path, reason: "'\(ancestor.path)': \(String(cString: strerror(errno)))")
    }
  }
}
