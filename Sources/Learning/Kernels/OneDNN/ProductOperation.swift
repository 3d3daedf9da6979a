import CDNNL

/// The three matrix products of a fully connected layer as oneDNN describes them.
struct ProductOperation {
  let layouts: LinearLayouts

  func forward(_ name: String, training: Bool, engine: KernelEngine) throws -> KernelDescription {
    var operation = dnnl_inner_product_desc_t()
    try layouts.withDescriptors { input, weights, bias, output in
      try OneDNN.check(
        dnnl_inner_product_forward_desc_init(
          &operation, training ? dnnl_forward_training : dnnl_forward_inference, input, weights,
          bias, output), "dnnl_inner_product_forward_desc_init")
    }
    return try KernelDescription(name, operation: &operation, engine: engine)
  }

  func backwardWeights(
    _ name: String, engine: KernelEngine, forward: KernelDescription
  ) throws -> KernelDescription {
    var operation = dnnl_inner_product_desc_t()
    try layouts.withDescriptors { input, weights, bias, output in
      try OneDNN.check(
        dnnl_inner_product_backward_weights_desc_init(&operation, input, weights, bias, output),
        "dnnl_inner_product_backward_weights_desc_init")
    }
    return try KernelDescription(name, operation: &operation, engine: engine, forward: forward)
  }

  func backwardData(
    _ name: String, engine: KernelEngine, forward: KernelDescription
  ) throws -> KernelDescription {
    var operation = dnnl_inner_product_desc_t()
    try layouts.withDescriptors { input, weights, _, output in
      try OneDNN.check(
        dnnl_inner_product_backward_data_desc_init(&operation, input, weights, output),
        "dnnl_inner_product_backward_data_desc_init")
    }
    return try KernelDescription(name, operation: &operation, engine: engine, forward: forward)
  }
}
