import CSystem
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// The files of one result bundle, which appears in its folder whole or not at all.
public struct BundleFolder: Sendable {
  /// File names and contents; the manifest tells how the run went on this host, the others are the
  /// result and are the same bytes wherever the same build runs on the same kind of machine.
  public var files: [String: Data]
  /// What was asked for besides and written to files of their own: they move into the bundle by
  /// these names, and are no part of the result that is compared.
  public var extras: [String: URL]

  public static let manifestName = "manifest.json"
  public static let traceName = "trace.json"
  public static let flowsName = "flows.csv"
  private static let extraNames = [traceName, flowsName]
  public static let scenarioName = "scenario.effective.yaml"

  public init(files: [String: Data], extras: [String: URL] = [:]) {
    self.files = files
    self.extras = extras
  }

  /// Reads the files of an existing bundle, without its extras.
  ///
  /// - Throws: `BundleError.missingFile` for a folder that is no bundle, or `unreadable`.
  public init(reading folder: URL) throws(BundleError) {
    self.init(files: [:])
    for name in try Self.names(in: folder) where !Self.extraNames.contains(name) {
      do {
        files[name] = try Data(contentsOf: folder.appending(path: name))
      } catch {
        throw .unreadable(
          folder.appending(path: name).path, reason: BundleError.reason(of: error))
      }
    }
    for name in [Self.scenarioName, Self.manifestName] where files[name] == nil {
      throw .missingFile(name, folder: folder.path)
    }
  }

  private static func names(in folder: URL) throws(BundleError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    } catch {
      throw .unreadable(folder.path, reason: BundleError.reason(of: error))
    }
  }

  /// What `write` found in the folder's place.
  public enum Outcome: Sendable {
    case written
    /// A bundle with equal results was there already; it stays as it is.
    case verified
    case replaced
  }

  /// Writes the files aside and moves them into place in one step.
  ///
  /// - Throws: `BundleError.different` if another result is there and `force` is off, `foreign` if
  ///   something else is; `BundleError.unwritable` if the folder cannot be written. Nothing is left
  ///   behind then.
  public func write(to folder: URL, force: Bool) throws(BundleError) -> Outcome {
    let folder = folder.resolvingSymlinksInPath()
    let place = try BundlePlace(folder)
    if case .bundle = place, !force { return try verify(folder) }
    let aside = try makeAside(for: folder)
    defer { try? FileManager.default.removeItem(at: aside) }
    do {
      for (name, data) in files.sorted(by: { $0.key < $1.key }) {
        try data.write(to: aside.appending(path: name))
      }
      try moveExtras(to: aside)
      if case .bundle = place {
        if tidewatt_exchange_paths(aside.path, folder.path) != 0 { throw POSIXError.last }
        return .replaced
      }
      try Self.move(aside, to: folder)
      return .written
    } catch let error as POSIXError where [.ENOTEMPTY, .EEXIST].contains(error.code) {
      // Another run put its bundle there since we looked.
      return try verify(folder)
    } catch {
      throw .unwritable(folder.path, reason: BundleError.reason(of: error))
    }
  }

  private func verify(_ folder: URL) throws(BundleError) -> Outcome {
    if let difference = try difference(from: BundleFolder(reading: folder)) {
      throw .different(folder.path, difference)
    }
    do {
      try moveExtras(to: folder)
    } catch {
      throw .unwritable(folder.path, reason: BundleError.reason(of: error))
    }
    return .verified
  }

  /// A new folder beside the target, so that moving it there is one step.
  private func makeAside(for folder: URL) throws(BundleError) -> URL {
    let parent = folder.deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
      var template = Array("\(parent.path)/.\(folder.lastPathComponent).XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { throw POSIXError.last }
      let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
      chmod(path, 0o755)  // mkdtemp makes it private; results are as open as other files.
      return URL(filePath: path, directoryHint: .isDirectory)
    } catch {
      throw .unwritable(folder.path, reason: BundleError.reason(of: error))
    }
  }

  private func moveExtras(to folder: URL) throws {
    for (name, file) in extras { try Self.move(file, to: folder.appending(path: name)) }
  }

  /// Moves a file, or a folder to a path where there is none or an empty one.
  private static func move(_ source: URL, to target: URL) throws {
    if rename(source.path, target.path) != 0 { throw POSIXError.last }
  }
}

extension POSIXError {
  fileprivate static var last: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
