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

  /// Takes in a gradient and adds what is sent of it to a sum.
  ///
  /// - Parameters:
  ///   - decay: Of the momentum that `topK` keeps.
  ///   - share: What is sent counts for so much.
  func send(
    _ gradient: FloatBuffer, by compression: GradientCompression, decay: Double,
    layout: ParameterLayout, share: Double, onto sum: FloatBuffer, scratch: CompressionScratch
  ) {
    let count = layout.trainedRange.count
    switch compression {
    case .none:
      preconditionFailure("a gradient that is sent whole needs no memory")
    case .topK:
      // The gaps between tensors hold zeros, which are the last to be taken.
      let parameters = layout.shapes.filter(\.isTrained).reduce(0) { $0 + $1.count }
      sendLargest(
        compression.sentCount(of: parameters), of: gradient, count: count, decay: Float(decay),
        share: Float(share), onto: sum, scratch: scratch)
    case .oneBit, .ternary:
      tidewatt_add(residual.base, gradient.base, count)
      let sent = scratch.values
      for (shape, offset) in zip(layout.shapes, layout.offsets) where shape.isTrained {
        if compression == .oneBit {
          tidewatt_take_signs(residual.base + offset, sent.base + offset, shape.count)
        } else {
          tidewatt_take_ternary(residual.base + offset, sent.base + offset, shape.count)
        }
        tidewatt_add_scaled(
          sum.base + offset, sent.base + offset, shape.count, Float(share))
      }
    }
  }

  /// The k largest residuals, by one pass over all.
  ///
  /// A sample, which in a small model is everything, tells which are too small before it, and the
  /// exact k are chosen among the others.
  private func sendLargest(
    _ k: Int, of gradient: FloatBuffer, count: Int, decay: Float, share: Float,
    onto sum: FloatBuffer, scratch: CompressionScratch
  ) {
    guard let momentum else { preconditionFailure("top-k keeps the momentum of each worker") }
    let (values, places) = (scratch.values.base, scratch.places)
    let sampled = tidewatt_sample(
      momentum.base, residual.base, gradient.base, count, decay,
      GradientCompression.samplingStride(of: count), values)
    // Five standard deviations of how many of the k a sample has: next to never too few.
    let expected = Double(k) * Double(sampled) / Double(count)
    let rank = min(sampled, Int(expected + 5 * expected.squareRoot()) + 5)
    let bound = tidewatt_choose(values, sampled, rank)
    var candidates = tidewatt_take_in(
      momentum.base, residual.base, gradient.base, count, decay, bound, places)
    if candidates < k { candidates = tidewatt_list_all(count, places) }
    let threshold = tidewatt_magnitude_at(residual.base, places, candidates, k, values)
    tidewatt_send_largest(
      residual.base, momentum.base, sum.base, share, places, candidates, threshold, k)
  }
}
