/// Memory for int8 values at an address that is a multiple of 64.
final class IntegerBuffer {
  let base: UnsafeMutablePointer<Int8>
  let count: Int

  init(count: Int) {
    base = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1), alignment: 64)
      .bindMemory(to: Int8.self, capacity: max(count, 1))
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }
}

/// Values int8 * 2^exponent, channels last.
struct IntegerTensor {
  let values: IntegerBuffer
  var exponent: Int
}
