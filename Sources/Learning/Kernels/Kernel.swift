/// One piece of computing of a network, bound to the floats that it reads and writes.
protocol Kernel: AnyObject {
  /// Such as "conv1 forward".
  var name: String { get }
  /// Who computes it, such as "x64:gemm:jit": it reaches the last bits.
  var implementation: String { get }

  func run() throws
}

/// What a layer adds to a network: its output, and its kernels in the order in which they run.
struct LayerKernels {
  let output: Activation
  var forward: [any Kernel]
  var backward: [any Kernel] = []
}

/// A value between two layers.
struct Activation {
  let value: Tensor
  /// The derivative of the loss; nil for inference and for the pixels, by which nobody derives.
  let gradient: Tensor?
}

/// The parameters of a layer and, for training, where their derivatives go.
struct LayerParameters {
  let values: [Tensor]
  let gradients: [Tensor]
  /// Where they stand in a model state, in floats.
  var places: [Int] = []

  var isTraining: Bool { !gradients.isEmpty }
}
