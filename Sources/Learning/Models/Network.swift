/// A network with kernels for one batch size, on one thread.
///
/// Making one takes 10 to 400 ms (oneDNN generates code), running it a few. Its weights are those
/// that it was last pointed at.
final class Network {
  let definition: NetworkDefinition
  let batch: Int
  /// The names of the implementations that were chosen, for the kernel fingerprint.
  let implementations: [String]

  private let input: Tensor
  private let logits: Tensor
  private let logitsGradient: Tensor?
  private let parameters: [Tensor]
  private let parameterGradients: [Tensor]
  private let samples: SamplesInUse
  private let forward: [Stage]
  private let backward: [Stage]

  /// - Parameters:
  ///   - training: whether there are gradients; an inference network has no backward pass.
  ///   - quantised: for convolutions and full connections of int8 values; nil for FP32.
  init(
    _ definition: NetworkDefinition, batch: Int, training: Bool, engine: KernelEngine,
    quantised: QuantisedKernels? = nil
  ) throws {
    let layout = definition.parameters
    samples = SamplesInUse(batch: batch)
    // Placeholders: `point` moves the tensors before every run.
    let weights = FloatBuffer(count: layout.bufferCount)
    func tensors() throws -> [Tensor] {
      try zip(layout.shapes, layout.offsets).map { shape, offset in
        try Tensor(
          TensorLayout(shape.shape, .plain), engine: engine, data: weights.base + offset)
      }
    }
    parameters = try tensors()
    parameterGradients = training ? try tensors() : []
    let images = definition.input
    let arena = Arena(engine: engine, recycles: !training)
    input = try arena.tensor(
      TensorLayout([batch, images.channels, images.height, images.width], .plain))
    var assembly = NetworkAssembly(
      input: Activation(value: input, gradient: nil), batch: batch, isTraining: training,
      samples: samples, arena: arena, quantised: quantised)
    var next = 0
    for (layer, shape) in zip(definition.layers, definition.shapes) {
      let range = next..<next + layer.parameters(for: shape).count
      next = range.upperBound
      try assembly.append(
        layer, input: shape,
        parameters: LayerParameters(
          values: Array(parameters[range]),
          gradients: training ? Array(parameterGradients[range]) : [],
          places: Array(layout.offsets[range])))
    }
    logits = assembly.current.value
    logitsGradient = assembly.current.gradient
    forward = assembly.forward
    backward = assembly.backward
    implementations = (forward + backward).compactMap { stage in
      guard case .kernel(let kernel) = stage else { return nil }
      return "\(kernel.name)=\(kernel.implementation)"
    }
    self.definition = definition
    self.batch = batch
  }

  private func point(_ tensors: [Tensor], to buffer: FloatBuffer) throws {
    precondition(buffer.count == definition.parameters.bufferCount)
    for (tensor, offset) in zip(tensors, definition.parameters.offsets) {
      try tensor.point(to: buffer.base + offset)
    }
  }

  // MARK: Training

  /// A training pass that stops at every meeting.
  struct Pass {
    /// The sum of the losses of the samples, once the pass has come to its end.
    fileprivate(set) var lossSum = 0.0
    fileprivate var next = 0
    fileprivate let labels: [UInt8]
    fileprivate let scale: Float
  }

  /// Loads samples and begins a training pass.
  ///
  /// - Parameters:
  ///   - scale: What the derivative of the sum of losses is multiplied by.
  ///   - gradient: Gets that derivative, and what batch normalisation observes.
  func begin(
    _ chunk: StepPlan.Chunk, of images: LabelledImages, epoch: Epoch?,
    augmentation: Augmentation, weights: FloatBuffer, scale: Float, gradient: FloatBuffer
  ) throws -> Pass {
    precondition(
      chunk.ids.count == batch && logitsGradient != nil, "the network is for such a batch")
    samples.use(chunk, epoch: epoch)
    augmentation.load(chunk.ids, of: images, epoch: epoch, into: input.data)
    try point(parameters, to: weights)
    try point(parameterGradients, to: gradient)
    return Pass(labels: images.labels(of: chunk.ids), scale: scale)
  }

  /// Runs the pass to its end; the chunk meets nobody but itself.
  func finish(_ pass: inout Pass, of chunk: StepPlan.Chunk) throws {
    while let meeting = try advance(&pass) {
      meeting.conclude(Meeting.Round(all: [meeting], isFirst: true, shares: chunk.shares))
    }
  }

  /// Runs the pass up to its next meeting; nil at its end.
  func advance(_ pass: inout Pass) throws -> Meeting? {
    while pass.next < forward.count + backward.count {
      if pass.next == forward.count, let logitsGradient {
        let result = ElementwiseKernels.softmaxCrossEntropy(
          logits: logits.data, labels: pass.labels, classes: definition.classCount,
          scale: pass.scale, gradient: logitsGradient.data)
        pass.lossSum = result.lossSum
      }
      let stage =
        pass.next < forward.count ? forward[pass.next] : backward[pass.next - forward.count]
      pass.next += 1
      switch stage {
      case .kernel(let kernel): try kernel.run()
      case .meeting(let meeting): return meeting
      }
    }
    return nil
  }

  // MARK: Inference

  /// The sum of the losses of the samples and the number of hits.
  func evaluate(
    on ids: ArraySlice<Int32>, of images: LabelledImages, weights: FloatBuffer
  ) throws -> (lossSum: Double, correct: Int) {
    let logits = try logits(of: ids, images, weights: weights)
    return ElementwiseKernels.softmaxCrossEntropy(
      logits: logits, labels: images.labels(of: ids), classes: definition.classCount,
      scale: 0, gradient: nil)
  }

  /// One row of logits for each sample, valid until the next pass.
  func logits(
    of ids: ArraySlice<Int32>, _ images: LabelledImages, weights: FloatBuffer
  ) throws -> UnsafePointer<Float> {
    precondition(ids.count == batch)
    Augmentation.none.load(ids, of: images, epoch: nil, into: input.data)
    try point(parameters, to: weights)
    for case .kernel(let kernel) in forward { try kernel.run() }
    return UnsafePointer(logits.data)
  }

  // MARK: Measuring

  /// Seconds of each kernel of a training pass, as the only chunk.
  func profile(
    _ ids: ArraySlice<Int32>, of images: LabelledImages, weights: FloatBuffer,
    gradient: FloatBuffer
  ) throws -> [(name: String, seconds: Double)] {
    let chunk = StepPlan.Chunk(ids, workers: [ids.count], total: ids.count)
    var pass = try begin(
      chunk, of: images, epoch: nil, augmentation: .none, weights: weights,
      scale: 1 / Float(ids.count), gradient: gradient)
    var seconds: [(name: String, seconds: Double)] = []
    for stage in forward + backward {
      let start = ProcessorClock.seconds
      switch stage {
      case .kernel(let kernel):
        try kernel.run()
        seconds.append((kernel.name, ProcessorClock.seconds - start))
      case .meeting(let meeting):
        meeting.conclude(Meeting.Round(all: [meeting], isFirst: true, shares: chunk.shares))
      }
    }
    pass.next = forward.count + backward.count
    return seconds
  }
}
