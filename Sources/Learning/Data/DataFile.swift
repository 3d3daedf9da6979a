import Foundation

/// Files of data as they are stored: raw, or compressed with gzip or xz.
enum DataFile {
  /// Enough compressed bytes to get a header out of any gzip stream.
  private static let headerReadBytes = 64 << 10

  /// What comes after a file's name where it is compressed.
  static let suffixes = ["", ".gz", ".xz"]

  /// The file itself, or a compressed one beside it; nil if there is none.
  static func path(of file: String) -> String? {
    suffixes.map { file + $0 }.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// The decompressed bytes of a file; at least `limit` of them if it has so many.
  static func content(_ path: String, limit: Int? = nil) throws -> [UInt8] {
    let start = try bytes(path, count: limit == nil ? nil : headerReadBytes)
    do {
      if Gzip.isGzip(start) { return try Gzip.inflate(start, limit: limit) }
      // An xz file is read whole: the sets in this format are small.
      if XZ.isXZ(start) { return try XZ.inflate(bytes(path, count: nil)) }
      return start
    } catch let problem as Gzip.Problem {
      switch problem {
      case .truncated: throw LearningError.damagedFile(path: path, .truncatedGzip)
      case .damaged(let words): throw LearningError.damagedFile(path: path, .damagedGzip(words))
      }
    } catch let problem as XZ.Problem {
      throw error(path, problem)
    }
  }

  /// The number of decompressed bytes, as cheaply as the format allows.
  static func contentCount(_ path: String) throws -> Int {
    let start = try bytes(path, count: 6)
    if Gzip.isGzip(start) { return try content(path).count }
    let stored = try bytes(path, count: nil)
    guard XZ.isXZ(start) else { return stored.count }
    do {
      return try XZ.inflatedCount(stored)
    } catch let problem as XZ.Problem {
      throw error(path, problem)
    }
  }

  private static func error(_ path: String, _ problem: XZ.Problem) -> LearningError {
    switch problem {
    case .truncated: .damagedFile(path: path, .truncatedXZ)
    case .damaged(let words): .damagedFile(path: path, .damagedXZ(words))
    }
  }

  private static func bytes(_ path: String, count: Int?) throws -> [UInt8] {
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      if let count { return [UInt8](try handle.read(upToCount: count) ?? Data()) }
      return [UInt8](try handle.readToEnd() ?? Data())
    } catch {
      throw LearningError.unreadableFile(path: path, reason: error.localizedDescription)
    }
  }
}
