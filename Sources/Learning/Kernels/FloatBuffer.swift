import Foundation

/// Floats at an address that is a multiple of 64, where vector kernels are fastest, or of a huge page.
///
/// The alignment follows from the size, so no kernel can choose another path (and other roundings)
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
    let byteCount = max(count, 1) * MemoryLayout<Float>.stride
    let isLarge = byteCount >= 2 * Self.hugePage
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: byteCount, alignment: isLarge ? Self.hugePage : Self.alignment)
    if isLarge { madvise(memory, byteCount, MADV_HUGEPAGE) }
    base = memory.bindMemory(to: Float.self, capacity: max(count, 1))
    self.count = count
  }

  /// Large buffers ask for pages of this size: kernels that stream through them then miss the
  /// translation buffer less often.
  private static let hugePage = 2 << 20

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  var byteCount: Int { count * MemoryLayout<Float>.stride }

  /// The number of floats up to the next aligned address.
  static func padded(_ count: Int) -> Int {
    (count + floatsPerLine - 1) / floatsPerLine * floatsPerLine
  }
}
