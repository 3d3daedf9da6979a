import CDNNL

/// What a pooling layer makes of the pixels under its window.
enum PoolingKind: Sendable {
  /// The largest; its gradient goes to the first of equals.
  case largest
  /// The mean; zeros of the padding count.
  case mean
}

extension KernelEngine {
  /// output = the largest or the mean of each window, in the layout of the input.
  func pooling(
    _ name: String, _ kind: PoolingKind, size: (height: Int, width: Int), stride: Int,
    padding: Int, input: Activation, output shape: [Int], training: Bool, in arena: Arena
  ) throws -> LayerKernels {
    var source = input.value.layout.descriptor
    let window = [Int64(size.height), Int64(size.width)]
    let strides = [Int64](repeating: Int64(stride), count: 2)
    let pad = [Int64](repeating: Int64(padding), count: 2)
    let algorithm = kind == .largest ? dnnl_pooling_max : dnnl_pooling_avg_include_padding
    var target = try TensorLayout(shape, .chosenByKernel).descriptor
    var forward = dnnl_pooling_desc_t()
    try OneDNN.check(
      dnnl_pooling_forward_desc_init(
        &forward, training ? dnnl_forward_training : dnnl_forward_inference, algorithm, &source,
        &target, strides, window, pad, pad), "dnnl_pooling_forward_desc_init")
    let description = try KernelDescription("\(name) forward", operation: &forward, engine: self)
    guard let layout = description.layout(dnnl_query_dst_md, shape: shape) else {
      throw LearningError.kernelFailed(call: "\(name): no layout", status: 0)
    }
    let workspace = try description.workspace(engine: self)
    let output = Activation(
      value: try arena.tensor(layout), gradient: training ? try arena.tensor(layout) : nil)
    var kernels = LayerKernels(
      output: output,
      forward: [
        try Primitive(
          description.name, description, engine: self,
          tensors: [
            DNNL_ARG_SRC: input.value, DNNL_ARG_DST: output.value, DNNL_ARG_WORKSPACE: workspace,
          ])
      ])
    guard let inputGradient = input.gradient, let outputGradient = output.gradient else {
      return kernels
    }
    target = layout.descriptor
    var backward = dnnl_pooling_desc_t()
    try OneDNN.check(
      dnnl_pooling_backward_desc_init(
        &backward, algorithm, &source, &target, strides, window, pad, pad),
      "dnnl_pooling_backward_desc_init")
    kernels.backward.append(
      try primitive(
        "\(name) backward", &backward, after: description,
        tensors: [
          DNNL_ARG_DIFF_DST: outputGradient, DNNL_ARG_DIFF_SRC: inputGradient,
          DNNL_ARG_WORKSPACE: workspace,
        ]))
    return kernels
  }
}
