import CLzma

/// Reading of xz streams: every call to liblzma is in this file.
enum XZ {
  enum Problem: Error {
    /// The file ends before its own end mark.
    case truncated
    /// What liblzma says, such as "its data is corrupt".
    case damaged(String)
  }

  static func isXZ(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])
  }

  private static let anyMemory = UInt64.max
  /// LZMA_CONCATENATED: a file may have several streams.
  private static let concatenated: UInt32 = 0x08

  /// The decompressed bytes; every check sum in the file is verified.
  static func inflate(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = lzma_stream()
    try check(lzma_stream_decoder(&stream, anyMemory, concatenated))
    defer { lzma_end(&stream) }
    var inflated: [UInt8] = []
    inflated.reserveCapacity((try? inflatedCount(bytes)) ?? 0)
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    return try bytes.withUnsafeBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = input.count
      while true {
        let status = chunk.withUnsafeMutableBufferPointer { chunk in
          stream.next_out = chunk.baseAddress
          stream.avail_out = chunk.count
          return lzma_code(&stream, LZMA_FINISH)
        }
        inflated += chunk[..<(chunk.count - stream.avail_out)]
        if status == LZMA_STREAM_END { return inflated }
        try check(status)
      }
    }
  }

  /// How many bytes there are once decompressed: read from the file's index at its end.
  static func inflatedCount(_ bytes: [UInt8]) throws -> Int {
    var stream = lzma_stream()
    var index: OpaquePointer?
    try check(lzma_file_info_decoder(&stream, &index, anyMemory, UInt64(bytes.count)))
    defer {
      lzma_end(&stream)
      lzma_index_end(index, nil)
    }
    return try bytes.withUnsafeBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = input.count
      while true {
        let status = lzma_code(&stream, LZMA_RUN)
        if status == LZMA_STREAM_END { return Int(lzma_index_uncompressed_size(index)) }
        guard status == LZMA_SEEK_NEEDED else {
          try check(status)
          continue
        }
        let place = Int(stream.seek_pos)
        stream.next_in = input.baseAddress.map { $0 + place }
        stream.avail_in = input.count - place
      }
    }
  }

  private static func check(_ status: lzma_ret) throws {
    switch status {
    case LZMA_OK: return
    case LZMA_BUF_ERROR: throw Problem.truncated
    case LZMA_DATA_ERROR: throw Problem.damaged("its data is corrupt")
    case LZMA_FORMAT_ERROR: throw Problem.damaged("it is no xz stream")
    case LZMA_OPTIONS_ERROR: throw Problem.damaged("it uses options that are not supported")
    case LZMA_MEM_ERROR, LZMA_MEMLIMIT_ERROR: throw Problem.damaged("there is not enough memory")
    default: throw Problem.damaged("liblzma's status \(status.rawValue)")
    }
  }
}
