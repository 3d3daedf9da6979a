import Foundation

/// Where named devices and servers are found: folders that hold `devices/`, `servers/` or `workloads/`.
///
/// An entry is a file named after it, `devices/snapdragon-865.yaml`; the first folder that has it
/// counts.
public struct Catalogue: Hashable, Sendable {
  /// In the order in which they are searched.
  public var folders: [String]
  /// Where folders were looked for, those that hold nothing included, for messages.
  public var places: [String]

  public init(folders: [String]) {
    self.init(folders: folders, places: folders.map { "'\($0)'" })
  }

  init(folders: [String], places: [String]) {
    self.folders = folders
    self.places = places
  }

  enum Kind: String, CaseIterable {
    case device
    case server
    case workload

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
}
