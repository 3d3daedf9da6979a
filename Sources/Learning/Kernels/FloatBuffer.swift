/// Floats at an address that is a multiple of 64, where vector kernels are fastest.
///
/// The alignment is always the same, so no kernel can choose another path (and other roundings)
/// from one run to the next.
final class FloatBuffer {
  static let alignment = 64
  static let floatsPerLine = alignment / MemoryLayout<Float>.stride

  let base: UnsafeMutablePointer<Float>
  let count: Int

  /// `count` zeros.
  init(count: Int) {
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.alignment)
      .initializeMemory(as: Float.self, repeating: 0, count: max(count, 1))
    self.count = count
  }

  convenience init(copying other: FloatBuffer) {
    self.init(count: other.count)
    base.update(from: other.base, count: other.count)
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  var byteCount: Int { count * MemoryLayout<Float>.stride }

  /// The number of floats up to the next aligned address.
  static func padded(_ count: Int) -> Int {
    (count + floatsPerLine - 1) / floatsPerLine * floatsPerLine
  }
}
