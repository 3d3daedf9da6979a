import Randomness

/// Where each parameter tensor lies in one flat buffer.
///
/// Every tensor starts at a multiple of 64 bytes; the gaps hold zeros, which the optimiser and
/// averages keep at zero.
struct ParameterLayout: Sendable {
  let shapes: [ParameterShape]
  /// In floats from the start of the buffer.
  let offsets: [Int]
  /// In floats, gaps included.
  let bufferCount: Int

  init(_ shapes: [ParameterShape]) {
    var offsets: [Int] = []
    var end = 0
    for shape in shapes {
      offsets.append(end)
      end += FloatBuffer.padded(shape.count)
    }
    self.shapes = shapes
    self.offsets = offsets
    bufferCount = end
  }

  /// Initial weights: uniform in +-sqrt(6 / fan-in), biases zero.
  ///
  /// He's variance 2 / fan-in for layers before a ReLU (K. He et al., "Delving deep into
  /// rectifiers", ICCV 2015). Each tensor draws from a stream of its own, such as "weights/conv1", so a layer added to
  /// a network changes no other's weights.
  func initialised(seed: UInt64) -> FloatBuffer {
    let buffer = FloatBuffer(count: bufferCount)
    for (shape, offset) in zip(shapes, offsets) where !shape.startsAtZero {
      let stream = RandomStream(seed: seed, name: "\(shape.role)/\(shape.layer)")
      let bound = (6 / Double(shape.fanIn)).squareRoot()
      for index in 0..<shape.count {
        buffer.base[offset + index] = Float(stream.uniform(from: -bound, to: bound))
      }
    }
    return buffer
  }

  /// The values of each tensor without the gaps.
  func tensors(of buffer: FloatBuffer) -> [[Float]] {
    zip(shapes, offsets).map { shape, offset in
      Array(UnsafeBufferPointer(start: buffer.base + offset, count: shape.count))
    }
  }
}
