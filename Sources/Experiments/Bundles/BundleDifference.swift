import Foundation

/// The first place where two bundles differ.
public struct BundleDifference: Hashable, Sendable, CustomStringConvertible {
  public var file: String
  public var kind: Kind

  public enum Kind: Hashable, Sendable {
    /// The bundle lacks a file that the run gives.
    case missing
    /// The bundle has a file that the run does not give.
    case extra
    /// The first line that differs, from 1, in the bundle and in the run.
    case line(Int, expected: String, found: String)
  }

  public var description: String {
    switch kind {
    case .missing: "\(file) is missing from the bundle"
    case .extra: "\(file) is in the bundle, but the run gives no such file"
    case .line(let number, let expected, let found):
      "\(file):\(number): expected \(expected), found \(found)"
    }
  }
}

extension BundleFolder {
  /// Compares the results, byte by byte, with those of another bundle; manifests do not count.
  ///
  /// - Parameter expected: The bundle that this one should be equal to.
  /// - Returns: The first difference in the order of file names and lines; nil if there is none.
  public func difference(from expected: BundleFolder) -> BundleDifference? {
    let names = Set(files.keys).union(expected.files.keys).subtracting([Self.manifestName])
    for name in names.sorted() {
      guard let old = expected.files[name] else {
        return BundleDifference(file: name, kind: .missing)
      }
      guard let new = files[name] else {
        return BundleDifference(file: name, kind: .extra)
      }
      if new != old { return Self.firstDifference(name, old: old, new: new) }
    }
    return nil
  }

  private static func firstDifference(_ name: String, old: Data, new: Data) -> BundleDifference {
    func lines(_ data: Data) -> [Substring] {
      String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }
    let (oldLines, newLines) = (lines(old), lines(new))
    let count = max(oldLines.count, newLines.count)
    for index in 0..<count {
      let a = index < oldLines.count ? "'\(oldLines[index].prefix(200))'" : "the end"
      let b = index < newLines.count ? "'\(newLines[index].prefix(200))'" : "the end"
      if a != b {
        return BundleDifference(file: name, kind: .line(index + 1, expected: a, found: b))
      }
    }
    // Bytes that are no text may differ though the lines read alike.
    return BundleDifference(
      file: name,
      kind: .line(count, expected: "\(old.count) bytes", found: "\(new.count) other bytes"))
  }
}
