/// Room to compress a gradient in, for one worker after the other.
final class CompressionScratch {
  let values: FloatBuffer
  let places: UnsafeMutablePointer<UInt32>

  init(_ layout: ParameterLayout) {
    values = FloatBuffer(uninitialized: layout.bufferCount)
    places = .allocate(capacity: layout.bufferCount)
  }

  deinit { places.deallocate() }
}
