import CZlib

/// Reading of gzip streams: every call to zlib is in this file.
enum Gzip {
  enum Problem: Error {
    /// The stream ends before its own end mark.
    case truncated
    /// zlib's words, such as "incorrect data check".
    case damaged(String)
  }

  static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

  /// The inflated bytes; stops early once there are `limit` of them.
  ///
  /// The check sum and the length at the stream's end are verified when it is read to the end.
  static func inflate(_ bytes: [UInt8], limit: Int? = nil) throws -> [UInt8] {
    var stream = z_stream()
    let gzipWindowBits: Int32 = 15 + 16  // the largest window, gzip framing required
    let opened = inflateInit2_(
      &stream, gzipWindowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard opened == Z_OK else { throw Problem.damaged("zlib cannot start: \(opened)") }
    defer { inflateEnd(&stream) }

    var inflated: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(limit ?? (1 << 20), 1 << 20))
    var input = bytes
    return try input.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      while true {
        let status = chunk.withUnsafeMutableBufferPointer { chunk in
          stream.next_out = chunk.baseAddress
          stream.avail_out = UInt32(chunk.count)
          return CZlib.inflate(&stream, Z_NO_FLUSH)
        }
        inflated += chunk[..<(chunk.count - Int(stream.avail_out))]
        if let limit, inflated.count >= limit { return inflated }
        switch status {
        case Z_OK:
          continue
        case Z_STREAM_END where stream.avail_in == 0:
          return inflated
        case Z_STREAM_END:
          inflateReset(&stream)  // a gzip file may have several members
        case Z_BUF_ERROR where stream.avail_in == 0:
          throw Problem.truncated
        default:
          throw Problem.damaged(stream.msg.map { String(cString: $0) } ?? "status \(status)")
        }
      }
    }
  }
}
