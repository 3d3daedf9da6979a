import Digests

/// What all values of one learner have in common: model, data, optimiser.
final class LearningProgram: Sendable {
  let network: NetworkDefinition
  let dataSet: DataSet
  let optimizer: Optimizer
  let augmentation: Augmentation
  let precision: LearningPrecision
  let compression: GradientCompression
  let batchNorm: BatchNormMode
  /// How many samples run through the network at once; a larger batch is added up from chunks.
  let chunkSize: Int
  /// Of the model, the precision, the kernels, the kind of state and, if nothing is shared, the scope.
  let digest: Digest

  /// - Parameter scope: the run that keeps its values to itself; nil if values are shared.
  init(
    network: NetworkDefinition, dataSet: DataSet, optimizer: Optimizer,
    augmentation: Augmentation, precision: LearningPrecision,
    compression: GradientCompression, batchNorm: BatchNormMode, chunkSize: Int, scope: String?
  ) throws {
    if case .niti = precision { _ = try IntegerNetwork(network) }
    if precision.isQuantised, let layer = network.layers.lazy.compactMap(\.unquantisable).first {
      throw LearningError.quantisedLayer(model: network.name, layer: layer)
    }
    let found = dataSet.description
    guard found.sampleShape == network.input, found.classCount == network.classCount else {
      throw LearningError.shapeMismatch(
        model: network.name, expected: "\(network.input) in \(network.classCount) classes",
        dataSet: found.name, found: "\(found.sampleShape) in \(found.classCount) classes")
    }
    self.network = network
    self.dataSet = dataSet
    self.optimizer = optimizer
    self.augmentation = augmentation
    self.precision = precision
    self.compression = compression
    self.batchNorm = batchNorm
    self.chunkSize = chunkSize
    var digester = Digester()
    digester.add("learning")
    digester.add(network.signature)
    digester.add(precision.name)
    // Whole numbers are the same everywhere.
    if precision == .fp32 || precision.isQuantised {
      digester.add(try KernelFingerprint.of(network))
    }
    if let scope {
      digester.add("scope")
      digester.add(scope)
    }
    if case .adam = optimizer.rule { digester.add("two moments") }
    digest = digester.digest()
  }

  /// Whether a step depends on when in the training it comes, not only on its samples.
  var needsEpochs: Bool {
    if case .niti(let bits) = precision, bits.stages.count > 1 { return true }
    return augmentation != .none || network.drawsPerSample || !optimizer.schedule.isConstant
  }

  /// Whether it matters to a step whose samples are whose.
  var splitsBatches: Bool {
    compression != .none || precision.isQuantised
      || network.couplesSamples && batchNorm == .perWorker
  }

  /// Whether several workers' samples run through the network at once, each normalised on its own:
  /// where each worker's gradient is needed they run one after the other.
  func sharesChunks(_ batch: SampleBatch) -> Bool {
    guard network.couplesSamples, batchNorm == .perWorker, compression == .none,
      let workers = batch.workers
    else { return false }
    switch precision {
    case .fp32:
      return StepPlan.anyShare(workers, chunkSize: chunkSize)
    case .mixed:
      let fp32 = zip(workers, batch.npu ?? workers.map { _ in 0 }).map(-).filter { $0 > 0 }
      return StepPlan.anyShare(fp32, chunkSize: chunkSize)
    case .npu, .niti:
      return false
    }
  }

  /// The floats that one learner's optimiser keeps.
  var velocityCount: Int { optimizer.stateCount(weights: network.parameters.bufferCount) }

  /// The optimiser's state before the first step.
  func restingVelocity() -> FloatBuffer { FloatBuffer(count: velocityCount * precision.learners) }

  /// The loss was no number after so many steps since the initial weights.
  func divergence(atStep step: Int) -> LearningError {
    .notFinite(model: network.name, step: step, learningRate: optimizer.learningRate)
  }
}
