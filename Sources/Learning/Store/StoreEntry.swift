import Digests
import Foundation

/// What a file of the store holds, byte for byte (all numbers little-endian).
///
///     8 bytes   "TWVALUE1"
///     8 bytes   kind
///    16 bytes   key of the value
///     8 bytes   number of payload bytes
///     n bytes   payload
///    16 bytes   digest of everything before
///
/// A file that was cut short, exchanged or damaged does not pass, and counts as not there.
enum StoreEntry {
  enum Kind: UInt64 {
    case metric = 1
    case state = 2
  }

  static let headBytes = 40
  static let digestBytes = 16
  private static let mark = Array("TWVALUE1".utf8)

  /// The pieces of a file, in the order in which they are written.
  ///
  /// - Parameter payload: Its pieces; they must live as long as the result is used.
  static func pieces(
    _ kind: Kind, key: Digest, payload: [UnsafeRawBufferPointer],
    write: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows {
    var head = mark
    append(kind.rawValue, to: &head)
    append(key.high, to: &head)
    append(key.low, to: &head)
    append(UInt64(payload.reduce(0) { $0 + $1.count }), to: &head)
    var digester = Digester()
    try head.withUnsafeBytes {
      digester.add(bytes: $0)
      try write($0)
    }
    for piece in payload {
      digester.add(bytes: piece)
      try write(piece)
    }
    let digest = digester.digest()
    var tail: [UInt8] = []
    append(digest.high, to: &tail)
    append(digest.low, to: &tail)
    try tail.withUnsafeBytes(write)
  }

  /// The payload of an undamaged file, in pieces of the given sizes; nil for any other.
  ///
  /// The digest covers the pieces one by one, as they were written.
  static func payload(
    _ kind: Kind, key: Digest, of file: UnsafeRawBufferPointer,
    pieces: (UnsafeRawBufferPointer) -> [Int]?
  ) -> [UnsafeRawBufferPointer]? {
    guard file.count >= headBytes + digestBytes, mark.elementsEqual(file[..<8]),
      word(file, 8) == kind.rawValue, word(file, 16) == key.high, word(file, 24) == key.low
    else { return nil }
    let payload = UnsafeRawBufferPointer(rebasing: file[headBytes..<file.count - digestBytes])
    guard word(file, 32) == UInt64(payload.count), let sizes = pieces(payload),
      sizes.allSatisfy({ $0 >= 0 }), sizes.reduce(0, +) == payload.count
    else { return nil }
    var digester = Digester()
    digester.add(bytes: UnsafeRawBufferPointer(rebasing: file[..<headBytes]))
    var parts: [UnsafeRawBufferPointer] = []
    var start = 0
    for size in sizes {
      let part = UnsafeRawBufferPointer(rebasing: payload[start..<start + size])
      digester.add(bytes: part)
      parts.append(part)
      start += size
    }
    let digest = digester.digest()
    let end = file.count - digestBytes
    guard word(file, end) == digest.high, word(file, end + 8) == digest.low else { return nil }
    return parts
  }

  static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  static func append(_ word: UInt64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
