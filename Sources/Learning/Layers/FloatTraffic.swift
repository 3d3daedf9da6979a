/// Bytes that a training step moves in FP32 when products (convolutions and matrix products) are done
/// in INT8 by another processor, as precisions `npu` and `mixed` do.
///
/// Every value of FP32 counts four bytes for each time that it is read or written. A product's input
/// is converted to INT8 (four bytes read, one written) and its sums of 32 bits back (four read, four
/// written, the bias added on the way); its backward pass does the same with the gradient of its
/// output and of its input. What the products read and write themselves is in the INT8 processor's
/// rate.
struct FloatTraffic: Hashable, Sendable {
  /// For each sample.
  var perSample = 0
  /// For each step, whatever its samples.
  var perStep = 0

  static let value = MemoryLayout<Float>.size
  static let toInteger = value + 1
  static let fromSums = 2 * value

  static func + (a: FloatTraffic, b: FloatTraffic) -> FloatTraffic {
    FloatTraffic(perSample: a.perSample + b.perSample, perStep: a.perStep + b.perStep)
  }

  /// Of a convolution or a matrix product with so many weights.
  ///
  /// - Parameter isFirst: Whether nobody needs the gradient of its input.
  static func product(inputs: Int, outputs: Int, weights: Int, isFirst: Bool) -> FloatTraffic {
    FloatTraffic(
      perSample: inputs * toInteger + outputs * fromSums + outputs * toInteger
        + (isFirst ? 0 : inputs * fromSums),
      // The weights on their way there, their gradient on its way back.
      perStep: weights * (toInteger + fromSums))
  }

  /// Of stochastic gradient descent with momentum on the FP32 weights: weight, gradient and momentum
  /// are read, weight and momentum written.
  static func update(parameters: Int) -> FloatTraffic {
    FloatTraffic(perStep: 5 * value * parameters)
  }

  /// Of the softmax and the cross-entropy: logits are read, their gradient is written.
  static func loss(classes: Int) -> FloatTraffic { FloatTraffic(perSample: 2 * value * classes) }
}

extension Layer {
  /// Reads its input and writes its output; then reads the output's gradient and what it kept, and
  /// writes the input's gradient.
  func floatTraffic(for input: SampleShape, isFirst: Bool) -> FloatTraffic {
    let (inputs, outputs) = (input.elementCount, outputShape(for: input).elementCount)
    return FloatTraffic(perSample: FloatTraffic.value * (2 * inputs + 3 * outputs))
  }

  /// Of a layer that is a product.
  func productTraffic(for input: SampleShape, isFirst: Bool) -> FloatTraffic {
    .product(
      inputs: input.elementCount, outputs: outputShape(for: input).elementCount,
      weights: parameters(for: input).filter { $0.role == "weights" }.map(\.count).reduce(0, +),
      isFirst: isFirst)
  }
}

extension Convolution {
  func floatTraffic(for input: SampleShape, isFirst: Bool) -> FloatTraffic {
    productTraffic(for: input, isFirst: isFirst)
  }
}

extension DepthwiseConvolution {
  func floatTraffic(for input: SampleShape, isFirst: Bool) -> FloatTraffic {
    productTraffic(for: input, isFirst: isFirst)
  }
}

extension FullyConnected {
  func floatTraffic(for input: SampleShape, isFirst: Bool) -> FloatTraffic {
    productTraffic(for: input, isFirst: isFirst)
  }
}

extension BatchNorm {
  /// Eight passes, or five with frozen statistics.
  ///
  /// Forward its input is read for the statistics, then read again and the output written. Backward
  /// the input and the output's gradient are read for two sums, then both are read again and the
  /// input's gradient is written. The ReLU follows from the same values.
  func floatTraffic(for input: SampleShape, isFirst: Bool) -> FloatTraffic {
    FloatTraffic(perSample: FloatTraffic.value * input.elementCount * (isFrozen ? 5 : 8))
  }
}

extension Pooling {
  /// Of the largest values the places are kept, in a byte each; of means nothing.
  func floatTraffic(for input: SampleShape, isFirst: Bool) -> FloatTraffic {
    let outputs = outputShape(for: input).elementCount
    let places = kind == .largest ? 2 * outputs : 0
    return FloatTraffic(
      perSample: FloatTraffic.value * 2 * (input.elementCount + outputs) + places)
  }
}

extension GlobalAveragePooling {
  /// Keeps nothing.
  func floatTraffic(for input: SampleShape, isFirst: Bool) -> FloatTraffic {
    let outputs = outputShape(for: input).elementCount
    return FloatTraffic(perSample: FloatTraffic.value * 2 * (input.elementCount + outputs))
  }
}

extension Dropout {
  /// Its mask is drawn anew on the way back: values in place, both ways.
  func floatTraffic(for input: SampleShape, isFirst: Bool) -> FloatTraffic {
    FloatTraffic(perSample: FloatTraffic.value * 4 * input.elementCount)
  }
}

extension Residual {
  /// Both branches; the value that is added to the last one's output as it is written; that output,
  /// read twice on the way back for the sign before its ReLU; and the sum of both gradients of the
  /// input.
  func floatTraffic(for input: SampleShape, isFirst: Bool) -> FloatTraffic {
    let added = 3 * outputShape(for: input).elementCount + (isFirst ? 0 : 3 * input.elementCount)
    return steps(for: input).map { $0.layer.floatTraffic(for: $0.input, isFirst: false) }
      .reduce(FloatTraffic(perSample: FloatTraffic.value * added), +)
  }
}
