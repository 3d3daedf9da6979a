import CDNNL

/// The three convolutions of a layer as oneDNN describes them.
struct ConvolutionOperation {
  private let geometry: ConvolutionGeometry
  var layouts: LinearLayouts

  init(_ geometry: ConvolutionGeometry, _ layouts: LinearLayouts) {
    self.geometry = geometry
    self.layouts = layouts
  }

  var algorithm = dnnl_convolution_direct
  private var stride: [Int64] { [Int64](repeating: Int64(geometry.stride), count: 2) }
  private var padding: [Int64] { [Int64](repeating: Int64(geometry.padding), count: 2) }
  private var dilation: [Int64] { [Int64](repeating: Int64(geometry.dilation - 1), count: 2) }

  func forward(_ name: String, training: Bool, engine: KernelEngine) throws -> KernelDescription {
    var operation = dnnl_convolution_desc_t()
    try layouts.withDescriptors { input, weights, bias, output in
      try OneDNN.check(
        dnnl_dilated_convolution_forward_desc_init(
          &operation, training ? dnnl_forward_training : dnnl_forward_inference, algorithm, input,
          weights, bias, output, stride, dilation, padding, padding),
        "dnnl_dilated_convolution_forward_desc_init")
    }
    return try KernelDescription(name, operation: &operation, engine: engine)
  }

  func backwardWeights(
    _ name: String, engine: KernelEngine, forward: KernelDescription
  ) throws -> KernelDescription {
    var operation = dnnl_convolution_desc_t()
    try layouts.withDescriptors { input, weights, bias, output in
      try OneDNN.check(
        dnnl_dilated_convolution_backward_weights_desc_init(
          &operation, algorithm, input, weights, bias, output, stride, dilation, padding,
          padding), "dnnl_dilated_convolution_backward_weights_desc_init")
    }
    return try KernelDescription(name, operation: &operation, engine: engine, forward: forward)
  }

  func backwardData(
    _ name: String, engine: KernelEngine, forward: KernelDescription
  ) throws -> KernelDescription {
    var operation = dnnl_convolution_desc_t()
    try layouts.withDescriptors { input, weights, _, output in
      try OneDNN.check(
        dnnl_dilated_convolution_backward_data_desc_init(
          &operation, algorithm, input, weights, output, stride, dilation, padding, padding),
        "dnnl_dilated_convolution_backward_data_desc_init")
    }
    return try KernelDescription(name, operation: &operation, engine: engine, forward: forward)
  }
}
