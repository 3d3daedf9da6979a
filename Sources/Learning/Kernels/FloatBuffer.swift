import Foundation

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
  convenience init(count: Int) {
    self.init(uninitialized: count)
    memset(base, 0, byteCount)  // all zero bits are 0.0
  }

  convenience init(copying other: FloatBuffer) {
    self.init(uninitialized: other.count)
    memcpy(base, other.base, byteCount)
  }

  /// Whoever makes it writes every float before one is read.
  init(uninitialized count: Int) {
    base = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: Self.alignment
    ).bindMemory(to: Float.self, capacity: max(count, 1))
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  var byteCount: Int { count * MemoryLayout<Float>.stride }

  /// The number of floats up to the next aligned address.
  static func padded(_ count: Int) -> Int {
    (count + floatsPerLine - 1) / floatsPerLine * floatsPerLine
  }
}
