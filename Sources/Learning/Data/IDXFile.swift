/// One file in the IDX format of MNIST (http://yann.lecun.com/exdb/mnist/), raw or compressed: a magic
/// number, the big-endian counts, then one byte per pixel or label.
enum IDXFile {
  enum Kind: UInt32 {
    /// Unsigned bytes in one dimension.
    case labels = 0x0000_0801
    /// Unsigned bytes in three dimensions.
    case images = 0x0000_0803

    var headerBytes: Int { self == .images ? 16 : 8 }
  }

  struct Header {
    let count: Int
    /// 1x1x1 for labels.
    let shape: SampleShape
  }

  static func header(path: String, kind: Kind) throws -> Header {
    let start = try DataFile.content(path, limit: kind.headerBytes)
    return try parse(start, path: path, kind: kind)
  }

  static func load(path: String, kind: Kind) throws -> (header: Header, payload: [UInt8]) {
    let bytes = try DataFile.content(path)
    let header = try parse(bytes, path: path, kind: kind)
    let expected = kind.headerBytes + header.count * header.shape.elementCount
    if bytes.count < expected {
      throw LearningError.damagedFile(
        path: path, .tooShort(expectedBytes: expected, foundBytes: bytes.count))
    }
    if bytes.count > expected {
      throw LearningError.damagedFile(
        path: path, .tooLong(expectedBytes: expected, foundBytes: bytes.count))
    }
    return (header, Array(bytes[kind.headerBytes...]))
  }

  private static func parse(_ bytes: [UInt8], path: String, kind: Kind) throws -> Header {
    guard bytes.count >= kind.headerBytes else {
      throw LearningError.damagedFile(
        path: path, .tooShort(expectedBytes: kind.headerBytes, foundBytes: bytes.count))
    }
    func word(_ index: Int) -> UInt32 {
      bytes[index * 4..<index * 4 + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    guard word(0) == kind.rawValue else {
      throw LearningError.damagedFile(
        path: path, .wrongMagic(expected: kind.rawValue, found: word(0)))
    }
    let shape =
      kind == .images
      ? SampleShape(channels: 1, height: Int(word(2)), width: Int(word(3)))
      : SampleShape(channels: 1, height: 1, width: 1)
    guard word(1) > 0, shape.height > 0, shape.width > 0 else {
      throw LearningError.damagedFile(path: path, .empty)
    }
    return Header(count: Int(word(1)), shape: shape)
  }
}
