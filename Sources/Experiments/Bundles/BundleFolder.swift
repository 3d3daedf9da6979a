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
  /// A timeline that was written to a file of its own, and moves into the bundle.
  public var trace: URL?

  public static let manifestName = "manifest.json"
  public static let traceName = "trace.json"

  public init(files: [String: Data], trace: URL? = nil) {
    self.files = files
    self.trace = trace
  }

  /// Reads the files of an existing bundle.
  public init(reading folder: URL) throws(BundleError) {
    files = [:]
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw .unreadable(folder.path, reason: BundleError.reason(of: error))
    }
    for name in names where name != Self.traceName {
      do {
        files[name] = try Data(contentsOf: folder.appending(path: name))
      } catch {
        throw .unreadable(
          folder.appending(path: name).path, reason: BundleError.reason(of: error))
      }
    }
  }

  /// What `write` found in the folder's place.
  public enum Outcome: Sendable {
    case written
    /// A bundle with equal results was there already; it stays as it is.
    case verified
    case replaced
  }

  /// Checks that a bundle can be written to `folder`, before any time is spent on computing it.
  ///
  /// - Throws: `BundleError.unwritable` if not.
  public static func checkWritable(_ folder: URL) throws(BundleError) {
    let probe = try makeAside(for: folder)
    try? FileManager.default.removeItem(at: probe)
  }

  /// Writes the files aside and moves them into place in one step.
  ///
  /// - Throws: `BundleError.different` if another result is there and `force` is off;
  ///   `BundleError.unwritable` if the folder cannot be written. Nothing is left behind then.
  public func write(to folder: URL, force: Bool) throws(BundleError) -> Outcome {
    let manager = FileManager.default
    let exists = (try? manager.contentsOfDirectory(atPath: folder.path))?.isEmpty == false
    if exists && !force {
      if let difference = try difference(from: BundleFolder(reading: folder)) {
        throw .different(folder.path, difference)
      }
      do {
        if let trace { try Self.move(trace, to: folder.appending(path: Self.traceName)) }
      } catch {
        throw .unwritable(folder.path, reason: BundleError.reason(of: error))
      }
      return .verified
    }
    let aside = try Self.makeAside(for: folder)
    do {
      for (name, data) in files.sorted(by: { $0.key < $1.key }) {
        try data.write(to: aside.appending(path: name))
      }
      if let trace { try Self.move(trace, to: aside.appending(path: Self.traceName)) }
      if exists {
        try Self.exchange(aside, folder)
        try manager.removeItem(at: aside)  // Now the old one.
        return .replaced
      }
      try Self.move(aside, to: folder)
      return .written
    } catch {
      try? manager.removeItem(at: aside)
      throw .unwritable(folder.path, reason: BundleError.reason(of: error))
    }
  }

  private static func makeAside(for folder: URL) throws(BundleError) -> URL {
    let aside = folder.deletingLastPathComponent().appending(
      path: ".\(folder.lastPathComponent).\(getpid()).part")
    do {
      try FileManager.default.createDirectory(at: aside, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(folder.path, reason: BundleError.reason(of: error))
    }
    return aside
  }

  /// Moves a folder to a path where there is none, or an empty one.
  private static func move(_ source: URL, to target: URL) throws {
    if rename(source.path, target.path) != 0 { throw POSIXError.last }
  }

  /// Puts each folder in the other's place in one step.
  private static func exchange(_ a: URL, _ b: URL) throws {
    if tidewatt_exchange_paths(a.path, b.path) != 0 { throw POSIXError.last }
  }
}

extension POSIXError {
  fileprivate static var last: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
