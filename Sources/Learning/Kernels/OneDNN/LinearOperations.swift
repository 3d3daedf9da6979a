import CDNNL

/// The three convolutions of a layer as oneDNN describes them.
struct ConvolutionOperation {
  private let geometry: ConvolutionGeometry
  private let input: TensorLayout
  private let weights: TensorLayout
  private let bias: TensorLayout?
  private let output: TensorLayout

  init(
    _ geometry: ConvolutionGeometry, input: TensorLayout, weights: TensorLayout,
    bias: TensorLayout?, output: TensorLayout
  ) {
    self.geometry = geometry
    self.input = input
    self.weights = weights
    self.bias = bias
    self.output = output
  }

  func with(input: TensorLayout, output: TensorLayout) -> Self {
    Self(geometry, input: input, weights: weights, bias: bias, output: output)
  }

  // Winograd is faster forward, but rounds differently and has no backward kernels.
  private let algorithm = dnnl_convolution_direct
  private var stride: [Int64] { [Int64](repeating: Int64(geometry.stride), count: 2) }
  private var padding: [Int64] { [Int64](repeating: Int64(geometry.padding), count: 2) }
  private var dilation: [Int64] { [Int64](repeating: Int64(geometry.dilation - 1), count: 2) }

  func forward(_ name: String, training: Bool, engine: KernelEngine) throws -> KernelDescription {
    var input = input.descriptor
    var weights = weights.descriptor
    var output = output.descriptor
    var operation = dnnl_convolution_desc_t()
    try withOptionalPointer(to: bias?.descriptor) { bias in
      try OneDNN.check(
        dnnl_dilated_convolution_forward_desc_init(
          &operation, training ? dnnl_forward_training : dnnl_forward_inference, algorithm, &input,
          &weights, bias, &output, stride, dilation, padding, padding),
        "dnnl_dilated_convolution_forward_desc_init")
    }
    return try KernelDescription(name, operation: &operation, engine: engine)
  }

  func backwardWeights(
    _ name: String, engine: KernelEngine, forward: KernelDescription
  ) throws -> KernelDescription {
    var input = input.descriptor
    var weights = weights.descriptor
    var output = output.descriptor
    var operation = dnnl_convolution_desc_t()
    try withOptionalPointer(to: bias?.descriptor) { bias in
      try OneDNN.check(
        dnnl_dilated_convolution_backward_weights_desc_init(
          &operation, algorithm, &input, &weights, bias, &output, stride, dilation, padding,
          padding), "dnnl_dilated_convolution_backward_weights_desc_init")
    }
    return try KernelDescription(name, operation: &operation, engine: engine, forward: forward)
  }

  func backwardData(
    _ name: String, engine: KernelEngine, forward: KernelDescription
  ) throws -> KernelDescription {
    var input = input.descriptor
    var weights = weights.descriptor
    var output = output.descriptor
    var operation = dnnl_convolution_desc_t()
    try OneDNN.check(
      dnnl_dilated_convolution_backward_data_desc_init(
        &operation, algorithm, &input, &weights, &output, stride, dilation, padding, padding),
      "dnnl_dilated_convolution_backward_data_desc_init")
    return try KernelDescription(name, operation: &operation, engine: engine, forward: forward)
  }
}

/// The three matrix products of a fully connected layer as oneDNN describes them.
struct ProductOperation {
  let input: TensorLayout
  let weights: TensorLayout
  let bias: TensorLayout
  let output: TensorLayout

  func forward(_ name: String, training: Bool, engine: KernelEngine) throws -> KernelDescription {
    var input = input.descriptor
    var weights = weights.descriptor
    var bias = bias.descriptor
    var output = output.descriptor
    var operation = dnnl_inner_product_desc_t()
    try OneDNN.check(
      dnnl_inner_product_forward_desc_init(
        &operation, training ? dnnl_forward_training : dnnl_forward_inference, &input, &weights,
        &bias, &output), "dnnl_inner_product_forward_desc_init")
    return try KernelDescription(name, operation: &operation, engine: engine)
  }

  func backwardWeights(
    _ name: String, engine: KernelEngine, forward: KernelDescription
  ) throws -> KernelDescription {
    var input = input.descriptor
    var weights = weights.descriptor
    var bias = bias.descriptor
    var output = output.descriptor
    var operation = dnnl_inner_product_desc_t()
    try OneDNN.check(
      dnnl_inner_product_backward_weights_desc_init(&operation, &input, &weights, &bias, &output),
      "dnnl_inner_product_backward_weights_desc_init")
    return try KernelDescription(name, operation: &operation, engine: engine, forward: forward)
  }

  func backwardData(
    _ name: String, engine: KernelEngine, forward: KernelDescription
  ) throws -> KernelDescription {
    var input = input.descriptor
    var weights = weights.descriptor
    var output = output.descriptor
    var operation = dnnl_inner_product_desc_t()
    try OneDNN.check(
      dnnl_inner_product_backward_data_desc_init(&operation, &input, &weights, &output),
      "dnnl_inner_product_backward_data_desc_init")
    return try KernelDescription(name, operation: &operation, engine: engine, forward: forward)
  }
}

/// The kernels of a convolution or a matrix product, chosen but not made.
struct LinearDescriptions {
  let input: TensorLayout
  let output: TensorLayout
  let forward: KernelDescription
  /// Nil for inference.
  let backwardWeights: KernelDescription?
  /// Nil for inference, and where nobody needs the derivative by the input.
  let backwardData: KernelDescription?
  /// Kernels that stand in where oneDNN has only slow ones; nil where there are none.
  let own: DepthwiseKernels?
  /// A faster way to the derivative by the weights, where there is one.
  let byPixels: PixelProducts?

  /// Whether none of them is one of oneDNN's reference kernels.
  var isFast: Bool {
    own != nil
      || [forward, backwardWeights, backwardData].allSatisfy { $0.map { !$0.isReference } ?? true }
  }

  /// Of a convolution whose images lie in the order given, or as the forward kernel likes.
  init(
    _ name: String, _ geometry: ConvolutionGeometry, order: Layout, input: Activation,
    output shape: [Int], parameters: LayerParameters, engine: KernelEngine
  ) throws {
    let operation = try ConvolutionOperation(
      geometry, input: TensorLayout(input.value.shape, order),
      weights: TensorLayout(parameters.values[0].shape, .chosenByKernel),
      bias: parameters.values.count > 1 ? parameters.values[1].layout : nil,
      output: TensorLayout(shape, order))
    let isTraining = parameters.isTraining
    forward = try operation.forward("\(name) forward", training: isTraining, engine: engine)
    guard let taken = forward.layout(dnnl_query_src_md, shape: input.value.shape),
      let given = forward.layout(dnnl_query_dst_md, shape: shape)
    else { throw LearningError.kernelFailed(call: "\(name): no layouts", status: 0) }
    self.input = taken
    output = given
    let chosen = operation.with(input: taken, output: given)
    backwardWeights =
      isTraining
      ? try chosen.backwardWeights("\(name) backward weights", engine: engine, forward: forward)
      : nil
    backwardData =
      isTraining && input.gradient != nil
      ? try chosen.backwardData("\(name) backward data", engine: engine, forward: forward) : nil
    byPixels = PixelProducts(
      geometry, size: parameters.values[0].shape.last ?? 0, input: taken, output: given)
    own =
      parameters.values.count > 1
      ? nil
      : DepthwiseKernels(
        geometry, size: parameters.values[0].shape.last ?? 0, input: taken, output: given)
  }

  init(
    _ name: String, _ operation: ProductOperation, isTraining: Bool, hasInputGradient: Bool,
    engine: KernelEngine
  ) throws {
    input = operation.input
    output = operation.output
    own = nil
    byPixels = nil
    forward = try operation.forward("\(name) forward", training: isTraining, engine: engine)
    backwardWeights =
      isTraining
      ? try operation.backwardWeights(
        "\(name) backward weights", engine: engine, forward: forward) : nil
    backwardData =
      isTraining && hasInputGradient
      ? try operation.backwardData("\(name) backward data", engine: engine, forward: forward) : nil
  }
}

/// Calls `body` with the address of a value, or of nothing.
private func withOptionalPointer<Value>(
  to value: Value?, _ body: (UnsafePointer<Value>?) throws -> Void
) rethrows {
  if var value { try body(&value) } else { try body(nil) }
}
