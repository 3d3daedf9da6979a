import Foundation

/// Where named devices and servers are found: folders that hold `devices/` or `servers/`.
///
/// An entry is a file named after it, `devices/snapdragon-865.yaml`; the first folder that has it
/// counts.
public struct Catalogue: Hashable, Sendable {
  /// In the order in which they are searched.
  public var folders: [String]

  public init(folders: [String]) {
    self.folders = folders
  }

  /// The catalogue of a scenario file.
  ///
  /// The file's folder and the folders around it that hold `devices/` or `servers/`, the nearest
  /// first, then `./Scenarios`.
  public static func around(file: String) -> Catalogue {
    var folders: [String] = []
    var folder = URL(filePath: file).standardizedFileURL.deletingLastPathComponent()
    while true {
      folders.append(shortPath(folder.path))
      if folder.path == "/" || folder.path.isEmpty { break }
      folder = folder.deletingLastPathComponent()
    }
    folders = folders.filter { folder in
      Kind.allCases.contains { isFolder("\(folder)/\($0.folder)") }
    }
    if !folders.contains("Scenarios") { folders.append("Scenarios") }
    return Catalogue(folders: folders)
  }

  /// The catalogue for commands without a scenario file: what a file here would find.
  public static var standard: Catalogue { around(file: "scenario.yaml") }

  enum Kind: String, CaseIterable {
    case device
    case server

    var folder: String { "\(rawValue)s" }
  }

  /// The names of all entries of a kind, sorted.
  func names(_ kind: Kind) -> [String] {
    let files = folders.flatMap { folder in
      (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(kind.folder)")) ?? []
    }
    let names = files.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
      .map { String($0.dropLast(5)) }
    return Set(names).sorted()
  }

  /// The file of an entry, nil when there is none.
  func file(_ kind: Kind, named name: String) -> String? {
    folders.map { "\($0)/\(kind.folder)/\(name).yaml" }
      .first { FileManager.default.fileExists(atPath: $0) }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Relative to the current folder when it is below it.
  private static func shortPath(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath
    if path == here { return "." }
    return path.hasPrefix(here + "/") ? String(path.dropFirst(here.count + 1)) : path
  }
}
