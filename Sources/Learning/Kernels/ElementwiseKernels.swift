import CKernels

/// The element-wise kernels in C, with Swift's types.
enum ElementwiseKernels {
  /// sum += addend, within a range.
  static func add(_ addend: FloatBuffer, to sum: FloatBuffer, in range: Range<Int>) {
    precondition(addend.count == sum.count && range.upperBound <= sum.count)
    tidewatt_add(sum.base + range.lowerBound, addend.base + range.lowerBound, range.count)
  }

  /// sum += addend.
  static func add(_ addend: Tensor, to sum: Tensor) {
    precondition(addend.layout.isSame(as: sum.layout))
    tidewatt_add(sum.data, addend.data, sum.elementCount)
  }

  /// The mean of `sources` weighted by `weights`, summed in order in double precision.
  ///
  /// The products of a float and a whole number below 2^29 are exact in a double, so the average
  /// of equal buffers is that buffer to the bit.
  static func average(_ sources: [FloatBuffer], weights: [Int]) -> FloatBuffer {
    precondition(!sources.isEmpty && sources.count == weights.count)
    let average = FloatBuffer(uninitialized: sources[0].count)
    let pointers: [UnsafePointer<Float>?] = sources.map { UnsafePointer($0.base) }
    let factors = weights.map(Double.init)
    let total = Double(weights.reduce(0, +))
    pointers.withUnsafeBufferPointer { pointers in
      tidewatt_average(
        average.base, pointers.baseAddress, factors, factors.count, total, average.count)
    }
    return average
  }

  /// One row of floats per id, normalised: pixel * scale + offset.
  static func gather(
    _ ids: ArraySlice<Int32>, of images: LabelledImages, scale: Float, offset: Float,
    into rows: UnsafeMutablePointer<Float>
  ) {
    images.pixels.withUnsafeBufferPointer { pixels in
      ids.withUnsafeBufferPointer { ids in
        guard let pixels = pixels.baseAddress, let first = ids.baseAddress else { return }
        tidewatt_gather_images(
          rows, pixels, first, ids.count, images.shape.elementCount, scale, offset)
      }
    }
  }

  /// The loss and hits of a batch; `gradient`, if wanted, gets (softmax - one hot) * scale.
  static func softmaxCrossEntropy(
    logits: UnsafePointer<Float>, labels: [UInt8], classes: Int, scale: Float,
    gradient: UnsafeMutablePointer<Float>?
  ) -> (lossSum: Double, correct: Int) {
    var loss = 0.0
    var correct: Int64 = 0
    tidewatt_softmax_cross_entropy(
      logits, labels, labels.count, classes, scale, gradient, &loss, &correct)
    return (loss, Int(correct))
  }
}
