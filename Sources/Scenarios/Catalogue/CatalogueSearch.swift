import Foundation

extension Catalogue {
  /// The catalogue of a scenario file.
  ///
  /// The file's folder and the folders around it that hold `devices/` or `servers/`, the nearest
  /// first, then `./Scenarios`, then the nearest `Scenarios` around the tool's own file: the
  /// package that it was built from.
  public static func around(file: String) -> Catalogue {
    around(file: file, tool: Bundle.main.executablePath)
  }

  /// The catalogue for commands without a scenario file: what a file here would find.
  public static var standard: Catalogue { around(file: "scenario.yaml") }

  /// - Parameter tool: the executable, nil when it is not known.
  static func around(file: String, tool: String?) -> Catalogue {
    let file = URL(filePath: file)
    let here = FileManager.default.currentDirectoryPath
    var catalogue = Catalogue(
      folders: foldersAround(file).map(shortPath).filter(holdsEntries),
      places: ["'\(folder(of: file).path)' and the folders around it", "'\(here)/\(shipped)'"])
    catalogue.add(shipped)
    if let tool {
      let tool = URL(filePath: tool).resolvingSymlinksInPath()
      let candidates = foldersAround(tool).map { shortPath("\($0)/\(shipped)") }
      if let nearest = candidates.first(where: holdsEntries) { catalogue.add(nearest) }
      catalogue.places.append(
        "'\(shipped)' of '\(folder(of: tool).path)' and of the folders around it")
    }
    return catalogue
  }

  /// The folder of the catalogue in the package.
  private static let shipped = "Scenarios"

  private mutating func add(_ folder: String) {
    if !folders.contains(folder) { folders.append(folder) }
  }

  private static func folder(of file: URL) -> URL {
    file.standardizedFileURL.deletingLastPathComponent()
  }

  /// The folder of a file and those around it, up to the root.
  private static func foldersAround(_ file: URL) -> [String] {
    var folders: [String] = []
    var folder = folder(of: file)
    while true {
      folders.append(folder.path)
      if folder.path == "/" || folder.path.isEmpty { break }
      folder = folder.deletingLastPathComponent()
    }
    return folders
  }

  private static func holdsEntries(_ folder: String) -> Bool {
    Kind.allCases.contains { isFolder("\(folder)/\($0.folder)") }
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
