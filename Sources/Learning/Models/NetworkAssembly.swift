/// Puts the kernels of a network together, layer by layer.
///
/// Each layer reads the floats that the one before it wrote. It may see them in another shape (an
/// image flattened into a row) through a tensor of its own over the same floats.
struct NetworkAssembly {
  let engine: KernelEngine
  let batch: Int
  let training: Bool

  /// The output of the last layer so far, and the derivative of the loss by it.
  private(set) var value: Tensor
  private(set) var gradient: Tensor?
  /// The order in which both lie in memory.
  private var layout = Layout.plain
  private(set) var forward: [Primitive] = []
  /// In the order in which they run: the last layer's first.
  var backward: [Primitive] { backwardByLayer.reversed().flatMap { $0 } }
  private var backwardByLayer: [[Primitive]] = []
  /// The tensors whose floats others look into: to be kept as long as the kernels.
  private(set) var owners: [Tensor] = []

  init(input: Tensor, batch: Int, training: Bool, engine: KernelEngine) {
    self.engine = engine
    self.batch = batch
    self.training = training
    value = input
    owners = [input]
  }

  /// Adds a layer whose input has the given shape per sample.
  mutating func append(
    _ layer: any Layer, input shape: SampleShape, parameters: [Tensor], gradients: [Tensor]
  ) throws {
    if !layer.worksInPlace { try arrange(shape, as: layer.layout, for: layer.name) }
    let shapes = layer.tensorShapes(for: shape, batch: batch)
    let layerInput = try view(of: value, as: shapes.input)
    let inputGradient = try gradient.map { try view(of: $0, as: shapes.input) }
    let output = layer.worksInPlace ? layerInput : try owned(shapes.output)
    let outputGradient: Tensor? =
      if !training { nil } else if layer.worksInPlace { inputGradient } else {
        try owned(shapes.output)
      }
    let kernels = try layer.kernels(
      engine,
      Operands(
        input: layerInput, output: output, parameters: parameters,
        gradients: outputGradient.map {
          Operands.Gradients(input: inputGradient, output: $0, parameters: gradients)
        }))
    forward += kernels.forward
    backwardByLayer.append(kernels.backward)
    value = output
    gradient = outputGradient
  }

  /// Copies the value, and its gradient on the way back, between layouts where they differ.
  private mutating func arrange(
    _ shape: SampleShape, as wanted: Layout, for layer: String
  ) throws {
    let isSameInBoth = shape.channels == 1 || shape.height * shape.width == 1
    defer { layout = wanted }
    if layout == wanted || isSameInBoth { return }
    let images = [batch, shape.channels, shape.height, shape.width]
    let source = try Tensor(images, layout, engine: engine, data: value.data)
    let target = try Tensor(images, wanted, engine: engine)
    owners.append(target)
    forward.append(try engine.reorder("\(layer) input reorder", from: source, to: target))
    value = target
    guard let gradient else { return }
    let sourceGradient = try Tensor(images, layout, engine: engine, data: gradient.data)
    let targetGradient = try Tensor(images, wanted, engine: engine)
    owners.append(targetGradient)
    backwardByLayer.append([
      try engine.reorder(
        "\(layer) gradient reorder", from: targetGradient, to: sourceGradient)
    ])
    self.gradient = targetGradient
  }

  /// The same floats in another shape.
  private func view(of tensor: Tensor, as shape: [Int]) throws -> Tensor {
    precondition(tensor.shape.reduce(1, *) == shape.reduce(1, *))
    return try Tensor(shape, layout, engine: engine, data: tensor.data)
  }

  private mutating func owned(_ shape: [Int]) throws -> Tensor {
    let tensor = try Tensor(shape, layout, engine: engine)
    owners.append(tensor)
    return tensor
  }
}
