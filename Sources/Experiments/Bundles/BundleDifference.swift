import Foundation

/// The first place where two bundles differ.
public struct BundleDifference: Hashable, Sendable, CustomStringConvertible {
  public var file: String
  /// Line number from 1; nil if the file is missing on one side.
  public var line: Int?
  public var expected: String
  public var found: String

  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return "\(place): expected \(expected), found \(found)"
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
        return BundleDifference(file: name, line: nil, expected: "no such file", found: "one")
      }
      guard let new = files[name] else {
        return BundleDifference(file: name, line: nil, expected: "a file", found: "none")
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
      if a != b { return BundleDifference(file: name, line: index + 1, expected: a, found: b) }
    }
    return BundleDifference(
      file: name, line: nil, expected: "\(old.count) bytes", found: "\(new.count) other bytes")
  }
}
