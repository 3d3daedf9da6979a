import CKernels

/// What one worker keeps back between steps, and how it makes a gradient into what it sends.
struct WorkerMemory {
  /// What was not sent yet.
  let residual: FloatBuffer
  /// For `topK`: its own momentum.
  let momentum: FloatBuffer?

  init(_ buffers: ArraySlice<FloatBuffer>) {
    residual = buffers[buffers.startIndex]
    momentum = buffers.count > 1 ? buffers[buffers.startIndex + 1] : nil
  }

  /// Takes in a gradient and writes what is sent of it into `sent`.
  ///
  /// - Parameter decay: Of the momentum that `topK` keeps.
  func compress(
    _ gradient: FloatBuffer, by compression: GradientCompression, decay: Double,
    layout: ParameterLayout, into sent: FloatBuffer, scratch: FloatBuffer
  ) {
    let count = layout.trainedRange.count
    switch compression {
    case .none:
      preconditionFailure("a gradient that is sent whole needs no memory")
    case .topK:
      guard let momentum else { preconditionFailure("top-k keeps the momentum of each worker") }
      tidewatt_scale_add(momentum.base, gradient.base, count, Float(decay))
      tidewatt_add(residual.base, momentum.base, count)
      // The gaps between tensors hold zeros, which are the last to be taken.
      let parameters = layout.shapes.filter(\.isTrained).reduce(0) { $0 + $1.count }
      let sentCount = compression.sentCount(of: parameters)
      let threshold = tidewatt_magnitude(residual.base, scratch.base, count, sentCount)
      tidewatt_take_largest(
        residual.base, momentum.base, sent.base, count, threshold, sentCount)
    case .oneBit, .ternary:
      tidewatt_add(residual.base, gradient.base, count)
      for (shape, offset) in zip(layout.shapes, layout.offsets) where shape.isTrained {
        if compression == .oneBit {
          tidewatt_take_signs(residual.base + offset, sent.base + offset, shape.count)
        } else {
          tidewatt_take_ternary(residual.base + offset, sent.base + offset, shape.count)
        }
      }
    }
  }
}
