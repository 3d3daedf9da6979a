/// Memory that the layers of a network use one after the other.
final class IntegerScratch {
  private var inputBuffer = IntegerBuffer(count: 0)
  private var errorBuffer = IntegerBuffer(count: 0)
  private var wideBuffer = FloatBuffer(count: 0)
  private var spreadBuffer = FloatBuffer(count: 0)
  private var columnBuffer = IntegerBuffer(count: 0)
  private var filterBuffer = IntegerBuffer(count: 0)
  private var sumBuffer = FloatBuffer(count: 0)

  func inputs(_ count: Int) -> IntegerBuffer {
    if inputBuffer.count < count { inputBuffer = IntegerBuffer(count: count) }
    return inputBuffer
  }

  func errors(_ count: Int) -> IntegerBuffer {
    if errorBuffer.count < count { errorBuffer = IntegerBuffer(count: count) }
    return errorBuffer
  }

  func columns(_ count: Int) -> IntegerBuffer {
    if columnBuffer.count < count { columnBuffer = IntegerBuffer(count: count) }
    return columnBuffer
  }

  func filters(_ count: Int) -> IntegerBuffer {
    if filterBuffer.count < count { filterBuffer = IntegerBuffer(count: count) }
    return filterBuffer
  }

  /// 64-bit sums.
  func wide(_ count: Int) -> UnsafeMutablePointer<Int64> {
    if wideBuffer.count < 2 * count { wideBuffer = FloatBuffer(uninitialized: 2 * count) }
    return UnsafeMutableRawPointer(wideBuffer.base).assumingMemoryBound(to: Int64.self)
  }

  /// 32-bit sums that are to be spread over others.
  func spread(_ count: Int) -> UnsafeMutablePointer<Int32> {
    if spreadBuffer.count < count { spreadBuffer = FloatBuffer(uninitialized: count) }
    return UnsafeMutableRawPointer(spreadBuffer.base).assumingMemoryBound(to: Int32.self)
  }

  /// 32-bit sums, in memory that is aligned as that of floats.
  func sums(_ count: Int) -> UnsafeMutablePointer<Int32> {
    if sumBuffer.count < count { sumBuffer = FloatBuffer(uninitialized: count) }
    return UnsafeMutableRawPointer(sumBuffer.base).assumingMemoryBound(to: Int32.self)
  }
}
