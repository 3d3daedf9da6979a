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
    forward.append(kernels.forward)
    backwardByLayer.append(kernels.backward)
    value = output
    gradient = outputGradient
  }

  private func view(of tensor: Tensor, as shape: [Int]) throws -> Tensor {
    precondition(tensor.shape.reduce(1, *) == shape.reduce(1, *))
    return try Tensor(shape, engine: engine, data: tensor.data)
  }

  private mutating func owned(_ shape: [Int]) throws -> Tensor {
    let tensor = try Tensor(shape, engine: engine)
    owners.append(tensor)
    return tensor
  }
}
