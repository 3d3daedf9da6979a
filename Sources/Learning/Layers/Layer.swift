/// One layer of a network: its shapes, its cost and its kernels.
protocol Layer: Sendable {
  /// Unique in the network, such as "conv1"; parameters and random streams are named after it.
  var name: String { get }

  /// All that fixes what the layer computes, such as "convolution 6 5x5 pad 2"; enters the keys.
  var signature: String { get }

  /// Values of one sample that are kept for the backward pass, beside the layer's input.
  func keptValues(for input: SampleShape) -> Int

  func outputShape(for input: SampleShape) -> SampleShape

  /// Weights, bias and statistics in the order of the kernels; empty for layers without.
  func parameters(for input: SampleShape) -> [ParameterShape]

  /// The channels of every batch normalisation in it.
  func normalisedChannels(for input: SampleShape) -> [Int]

  /// Multiply-adds of the forward pass of one sample.
  func multiplyAdds(for input: SampleShape) -> Int

  /// What it moves in FP32 where products are done in INT8 elsewhere.
  ///
  /// - Parameter isFirst: Whether it is the network's first layer: nobody needs its input's gradient.
  func floatTraffic(for input: SampleShape, isFirst: Bool) -> FloatTraffic

  /// The first layer within this one whose products int8 values cannot form; nil if all can.
  var unquantisable: String? { get }

  /// Adds the layer's kernels to a network in the making.
  ///
  /// - Parameter input: The shape of the value that the layer takes.
  func append(
    to assembly: inout NetworkAssembly, input: SampleShape, parameters: LayerParameters) throws
}

extension Layer {
  func keptValues(for input: SampleShape) -> Int { outputShape(for: input).elementCount }

  func parameters(for input: SampleShape) -> [ParameterShape] { [] }

  func normalisedChannels(for input: SampleShape) -> [Int] { [] }

  func multiplyAdds(for input: SampleShape) -> Int { 0 }

  var unquantisable: String? { nil }
}

/// One parameter tensor of a layer.
struct ParameterShape: Sendable, Hashable {
  /// What stands in it before training.
  enum Start: Sendable, Hashable {
    /// Random, by the network's initialisation and this number of inputs and outputs that each
    /// weight connects.
    case drawn(fanIn: Int, fanOut: Int)
    case zeros
    case ones
  }

  let layer: String
  /// Such as "weights" or "bias".
  let role: String
  /// Outputs first, as in PyTorch; filters in groups have the groups before.
  let shape: [Int]
  let start: Start
  /// False for statistics that training observes, such as those of batch normalisation.
  var isTrained = true

  /// What precision `npu` multiplies as int8 values: filters and matrices.
  var isQuantised: Bool { isTrained && shape.count > 1 }

  /// Such as "conv1.weights".
  var name: String { "\(layer).\(role)" }
  var count: Int { shape.reduce(1, *) }
}
