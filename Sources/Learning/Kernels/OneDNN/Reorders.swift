import CDNNL

extension KernelEngine {
  /// Copies floats from one layout of a shape into another.
  func reorder(_ name: String, from source: Tensor, to target: Tensor) throws -> any Kernel {
    try Primitive(
      name, KernelDescription(reorder: name, from: source.layout, to: target.layout, engine: self),
      engine: self, tensors: [DNNL_ARG_FROM: source, DNNL_ARG_TO: target])
  }

  /// The activation in the layout that a layer wants, with the copies there and back.
  ///
  /// Nothing is copied where both layouts put every float at the same place.
  func arranged(
    _ activation: Activation, as wanted: TensorLayout, for layer: String, in arena: Arena
  ) throws -> LayerKernels {
    if activation.value.layout.isSame(as: wanted) {
      return LayerKernels(
        output: Activation(
          value: try activation.value.seen(as: wanted, engine: self),
          gradient: try activation.gradient?.seen(as: wanted, engine: self)),
        forward: [])
    }
    let value = try arena.tensor(wanted)
    let gradient = try activation.gradient.map { _ in try arena.tensor(wanted) }
    var kernels = LayerKernels(
      output: Activation(value: value, gradient: gradient),
      forward: [try reorder("\(layer) input reorder", from: activation.value, to: value)])
    if let source = gradient, let target = activation.gradient {
      kernels.backward = [try reorder("\(layer) gradient reorder", from: source, to: target)]
    }
    return kernels
  }
}
