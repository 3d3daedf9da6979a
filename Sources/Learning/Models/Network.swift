/// A network with kernels for one batch size, on one thread.
///
/// Making one takes about 10 ms (oneDNN generates code), running it a few. Its weights are those
/// that it was last pointed at.
final class Network {
  let definition: NetworkDefinition
  let batch: Int
  /// The names of the implementations that oneDNN chose, for the kernel fingerprint.
  var implementations: [String] {
    (forward + backward).map { "\($0.name)=\($0.implementation)" }
  }

  private let input: Tensor
  private let logits: Tensor
  private let logitsGradient: Tensor?
  private let parameters: [Tensor]
  private let parameterGradients: [Tensor]
  private let forward: [Primitive]
  private let backward: [Primitive]
  /// The tensors whose floats others look into.
  private let owners: [Tensor]

  /// - Parameter training: whether there are gradients; an inference network has no backward pass.
  init(_ definition: NetworkDefinition, batch: Int, training: Bool, engine: KernelEngine) throws {
    let layout = definition.parameters
    // Placeholders: `point` moves the tensors before every run.
    let weights = FloatBuffer(count: layout.bufferCount)
    func tensors() throws -> [Tensor] {
      try zip(layout.shapes, layout.offsets).map { shape, offset in
        try Tensor(shape.shape, .plain, engine: engine, data: weights.base + offset)
      }
    }
    parameters = try tensors()
    parameterGradients = training ? try tensors() : []

    let first = definition.layers[0].tensorShapes(for: definition.input, batch: batch)
    input = try Tensor(first.input, .plain, engine: engine)
    var assembly = NetworkAssembly(
      input: input, batch: batch, training: training, engine: engine)
    var next = 0
    for (layer, shape) in zip(definition.layers, definition.shapes) {
      let range = next..<next + layer.parameters(for: shape).count
      next = range.upperBound
      try assembly.append(
        layer, input: shape, parameters: Array(parameters[range]),
        gradients: training ? Array(parameterGradients[range]) : [])
    }
    logits = assembly.value
    logitsGradient = assembly.gradient
    forward = assembly.forward
    backward = assembly.backward
    owners = assembly.owners
    self.definition = definition
    self.batch = batch
  }

  /// Loads normalised samples: pixel / 255 with mean 0.5 and deviation 0.5, so -1 to 1.
  private func load(_ ids: ArraySlice<Int32>, of images: LabelledImages) {
    precondition(ids.count == batch)
    ElementwiseKernels.gather(ids, of: images, scale: 2 / 255, offset: -1, into: input.data)
  }

  private func point(_ tensors: [Tensor], to buffer: FloatBuffer) throws {
    precondition(buffer.count == definition.parameters.bufferCount)
    for (tensor, offset) in zip(tensors, definition.parameters.offsets) {
      try tensor.point(to: buffer.base + offset)
    }
  }

  /// The sum of the losses of the samples; `gradient` gets the derivative of that sum times
  /// `scale`.
  func train(
    on ids: ArraySlice<Int32>, of images: LabelledImages, weights: FloatBuffer, scale: Float,
    gradient: FloatBuffer
  ) throws -> Double {
    guard let logitsGradient else { preconditionFailure("an inference network cannot train") }
    load(ids, of: images)
    try point(parameters, to: weights)
    try point(parameterGradients, to: gradient)
    for kernel in forward { try kernel.run() }
    let result = ElementwiseKernels.softmaxCrossEntropy(
      logits: logits.data, labels: images.labels(of: ids), classes: definition.classCount,
      scale: scale, gradient: logitsGradient.data)
    for kernel in backward { try kernel.run() }
    return result.lossSum
  }

  /// The sum of the losses of the samples and the number of hits.
  func evaluate(
    on ids: ArraySlice<Int32>, of images: LabelledImages, weights: FloatBuffer
  ) throws -> (lossSum: Double, correct: Int) {
    load(ids, of: images)
    try point(parameters, to: weights)
    for kernel in forward { try kernel.run() }
    return ElementwiseKernels.softmaxCrossEntropy(
      logits: logits.data, labels: images.labels(of: ids), classes: definition.classCount,
      scale: 0, gradient: nil)
  }
}
