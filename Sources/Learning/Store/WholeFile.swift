import Foundation

/// Files that appear whole or not at all, also when the process is killed or the disk is full.
enum WholeFile {
  /// Writes beside the file and moves it there in one step.
  ///
  /// - Parameter body: Gives the bytes, piece by piece, to the function that it is handed.
  static func write(
    to path: String,
    _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    let draft = "\(path).\(getpid()).draft"
    let file = open(draft, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw StoreTrouble(path: draft) }
    var isOpen = true
    do {
      try body { bytes in
        var rest = bytes
        while !rest.isEmpty {
          let count = Foundation.write(file, rest.baseAddress, rest.count)
          if count < 0 && errno == EINTR { continue }
          guard count > 0 else { throw StoreTrouble(path: draft) }
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
      }
      isOpen = false
      guard close(file) == 0, rename(draft, path) == 0 else { throw StoreTrouble(path: path) }
    } catch {
      if isOpen { close(file) }
      unlink(draft)
      throw error
    }
  }

  /// Hands the bytes of a file to `body`; nil if there is no file or it cannot be read.
  static func read<R>(_ path: String, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R? {
    guard let data = try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped) else {
      return nil
    }
    return try data.withUnsafeBytes(body)
  }
}
