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

/// Calls `body` with the address of a value, or of nothing.
private func withOptionalPointer<Value>(
  to value: Value?, _ body: (UnsafePointer<Value>?) throws -> Void
) rethrows {
  if var value { try body(&value) } else { try body(nil) }
}
