/// One layer of a network: its shapes, its cost and its kernels.
protocol Layer: Sendable {
  /// Unique in the network, such as "conv1"; parameters and random streams are named after it.
  var name: String { get }

  /// All that fixes what the layer computes, such as "convolution 6 5x5 pad 2"; enters the keys.
  var signature: String { get }

  /// Whether the output replaces the input in memory, element by element.
  var worksInPlace: Bool { get }

  /// The order in which the kernels want images; of no meaning for layers that work in place.
  var layout: Layout { get }

  func outputShape(for input: SampleShape) -> SampleShape

  /// Weights and bias in the order of the kernels; empty for layers without.
  func parameters(for input: SampleShape) -> [ParameterShape]

  /// Multiply-adds of the forward pass of one sample.
  func multiplyAdds(for input: SampleShape) -> Int

  /// The shapes of the input and output tensors for a batch, as the kernels want them.
  func tensorShapes(for input: SampleShape, batch: Int) -> (input: [Int], output: [Int])

  func kernels(_ engine: KernelEngine, _ operands: Operands) throws -> Kernels
}

extension Layer {
  var worksInPlace: Bool { false }

  var layout: Layout { .plain }

  func parameters(for input: SampleShape) -> [ParameterShape] { [] }

  func multiplyAdds(for input: SampleShape) -> Int { 0 }

  /// Images of channels x height x width.
  func tensorShapes(for input: SampleShape, batch: Int) -> (input: [Int], output: [Int]) {
    let output = outputShape(for: input)
    return (
      [batch, input.channels, input.height, input.width],
      [batch, output.channels, output.height, output.width]
    )
  }
}

/// One parameter tensor of a layer.
struct ParameterShape: Sendable, Hashable {
  let layer: String
  /// "weights" or "bias".
  let role: String
  /// Outputs first, as in PyTorch.
  let shape: [Int]
  /// The number of inputs that each output sums over: the scale of the initial weights.
  let fanIn: Int
  /// Biases start at zero.
  let startsAtZero: Bool

  /// Such as "conv1.weights".
  var name: String { "\(layer).\(role)" }
  var count: Int { shape.reduce(1, *) }
}
