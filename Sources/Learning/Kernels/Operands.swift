/// The tensors of one layer: what its kernels read and write.
struct Operands {
  /// The derivatives of the loss; absent for inference.
  struct Gradients {
    /// Nil for the first layer: nobody needs the derivative by the pixels.
    let input: Tensor?
    let output: Tensor
    let parameters: [Tensor]
  }

  let input: Tensor
  let output: Tensor
  /// Weights and bias, for layers that have them.
  let parameters: [Tensor]
  let gradients: Gradients?
}

/// The kernels of one layer, bound to their tensors.
struct Kernels {
  /// In the order in which they run.
  let forward: [Primitive]
  var backward: [Primitive] = []
}
