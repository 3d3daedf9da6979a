import Randomness

/// Where each parameter tensor lies in one flat buffer.
///
/// Every tensor starts at a multiple of 64 bytes; the gaps hold zeros, which the optimiser and
/// averages keep at zero. What is trained comes first, then what is observed: so an optimiser works
/// on one range, and an average on all.
struct ParameterLayout: Sendable {
  let shapes: [ParameterShape]
  /// In floats from the start of the buffer.
  let offsets: [Int]
  /// In floats, gaps included.
  let bufferCount: Int
  let trainedRange: Range<Int>
  /// The statistics of batch normalisation.
  var observedRange: Range<Int> { trainedRange.upperBound..<bufferCount }

  init(_ shapes: [ParameterShape]) {
    var offsets = [Int](repeating: 0, count: shapes.count)
    var end = 0
    var trainedEnd = 0
    for isTrained in [true, false] {
      for (index, shape) in shapes.enumerated() where shape.isTrained == isTrained {
        offsets[index] = end
        end += FloatBuffer.padded(shape.count)
      }
      if isTrained { trainedEnd = end }
    }
    self.shapes = shapes
    self.offsets = offsets
    bufferCount = end
    trainedRange = 0..<trainedEnd
  }

  /// Initial weights.
  ///
  /// Each tensor draws from a stream of its own, such as "weights/conv1", so a layer added to a
  /// network changes no other's weights.
  func initialised(seed: UInt64, by initialisation: Initialisation) -> FloatBuffer {
    let buffer = FloatBuffer(count: bufferCount)
    for (shape, offset) in zip(shapes, offsets) {
      let values = UnsafeMutableBufferPointer(start: buffer.base + offset, count: shape.count)
      switch shape.start {
      case .zeros: break
      case .ones: values.update(repeating: 1)
      case .drawn(let fanIn, let fanOut):
        let stream = RandomStream(seed: seed, name: "\(shape.role)/\(shape.layer)")
        for index in values.indices {
          values[index] = initialisation.draw(from: stream, fanIn: fanIn, fanOut: fanOut)
        }
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
