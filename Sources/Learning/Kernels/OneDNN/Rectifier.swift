import CDNNL

extension KernelEngine {
  /// activation = max(activation, 0), in place.
  ///
  /// The backward kernel looks at the output, so nothing else of the forward pass is kept.
  func relu(_ name: String, _ activation: Activation, training: Bool) throws -> LayerKernels {
    // One long row per sample: the kernel does not care for the shape.
    let shape = activation.value.shape
    let rows = try TensorLayout([shape[0], activation.value.elementCount / shape[0]], .plain)
    let value = try activation.value.seen(as: rows, engine: self)
    var data = rows.descriptor
    var forward = dnnl_eltwise_desc_t()
    try OneDNN.check(
      dnnl_eltwise_forward_desc_init(
        &forward, training ? dnnl_forward_training : dnnl_forward_inference,
        dnnl_eltwise_relu_use_dst_for_bwd, &data, 0, 0), "dnnl_eltwise_forward_desc_init")
    let description = try KernelDescription("\(name) forward", operation: &forward, engine: self)
    var kernels = LayerKernels(
      output: activation,
      forward: [
        try Primitive(
          description.name, description, engine: self,
          tensors: [DNNL_ARG_SRC: value, DNNL_ARG_DST: value])
      ])
    guard let gradient = try activation.gradient?.seen(as: rows, engine: self) else {
      return kernels
    }
    var backward = dnnl_eltwise_desc_t()
    try OneDNN.check(
      dnnl_eltwise_backward_desc_init(
        &backward, dnnl_eltwise_relu_use_dst_for_bwd, &data, &data, 0, 0),
      "dnnl_eltwise_backward_desc_init")
    kernels.backward.append(
      try primitive(
        "\(name) backward", &backward, after: description,
        tensors: [DNNL_ARG_DST: value, DNNL_ARG_DIFF_DST: gradient, DNNL_ARG_DIFF_SRC: gradient]))
    return kernels
  }
}
