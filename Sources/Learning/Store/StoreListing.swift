import Digests
import Foundation

/// The files of a store's folder, for those who look after it.
public struct StoreListing: Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case metric, onward, state

    var folder: String { self == .state ? "states" : "metrics" }
  }

  public struct File: Hashable, Sendable {
    public let key: Digest
    public let kind: Kind
    public let path: String
    public let bytes: Int
    /// Seconds since 1970 at which it was written or last read.
    public let used: Double
  }

  public let files: [File]
  /// What processes that were killed left unfinished.
  public let drafts: [String]

  /// - Complexity: O(number of files); a system call for each.
  public init(of folder: String) {
    var files: [File] = []
    var drafts: [String] = []
    for kind in ["metrics", "states"] {
      for prefix in Self.names(in: "\(folder)/\(kind)") {
        let room = "\(folder)/\(kind)/\(prefix)"
        for name in Self.names(in: room) {
          let path = "\(room)/\(name)"
          if name.hasSuffix(".draft") {
            drafts.append(path)
            continue
          }
          let parts = name.split(separator: ".")
          guard parts.count == 2, let kind = Kind(rawValue: String(parts[1])),
            let key = Digest(String(parts[0])), let size = Self.size(of: path)
          else { continue }
          files.append(File(key: key, kind: kind, path: path, bytes: size.bytes, used: size.used))
        }
      }
    }
    self.files = files
    self.drafts = drafts
  }

  static func path(of key: Digest, _ kind: Kind, in folder: String) -> String {
    let name = key.description
    return "\(folder)/\(kind.folder)/\(name.prefix(2))/\(name).\(kind.rawValue)"
  }

  /// Removes the least recently used states until the rest has at most so many bytes.
  ///
  /// - Returns: The states that were kept.
  public func pruned(to bytes: Int) -> [File] {
    var states = files.filter { $0.kind == .state }.sorted {
      ($0.used, $0.path) > ($1.used, $1.path)
    }
    var sum = states.reduce(0) { $0 + $1.bytes }
    while sum > bytes, let oldest = states.popLast() {
      unlink(oldest.path)
      sum -= oldest.bytes
    }
    return states
  }

  /// Removes drafts that are older than a day: nobody is writing them any more.
  public func removeOldDrafts() {
    for draft in drafts {
      if let size = Self.size(of: draft), Date().timeIntervalSince1970 - size.used > 86_400 {
        unlink(draft)
      }
    }
  }

  /// The files that do not pass their digest.
  public func damaged() -> [File] {
    files.filter { file in
      let isWhole: Bool? =
        switch file.kind {
        case .onward: true
        case .metric:
          WholeFile.read(file.path) {
            StoreEntry.payload(.metric, key: file.key, of: $0) { _ in [StoredMetric.byteCount] }
              != nil
          }
        case .state:
          WholeFile.read(file.path) {
            StoreEntry.payload(.state, key: file.key, of: $0, pieces: StoreFolder.sizes) != nil
          }
        }
      return isWhole != true
    }
  }

  private static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private static func size(of path: String) -> (bytes: Int, used: Double)? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    let used = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) * 1e-9
    return (Int(status.st_size), used)
  }
}
