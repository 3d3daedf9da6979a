/// What a strategy talks to: operations on handles for one model, data set and optimiser.
///
/// Nothing is computed before `request` or `read`. All operations are pure and thread-safe.
public struct Learner: Sendable {
  public let store: ValueStore
  private let program: LearningProgram

  /// - Parameters:
  ///   - model: a name of `ModelRegistry.names`.
  ///   - chunkSize: how many samples run through the network at once; it reaches the last bits, so
  ///     it belongs to the scenario. Batches of more than one chunk use idle workers of the store.
  ///   - scope: the name of the strategy's run; only used when the store does not share.
  /// - Throws: `LearningError` for an unknown model, a data set of another shape, or a layer that the
  ///   precision has no way to train.
  public init(
    store: ValueStore, model: String, dataSet: DataSet, optimizer: Optimizer,
    augmentation: Augmentation = .none, precision: LearningPrecision = .fp32,
    compression: GradientCompression = .none, batchNorm: BatchNormMode = .perWorker,
    chunkSize: Int = Chunking.training, scope: String
  ) throws {
    precondition(chunkSize >= 1, "a chunk holds at least one sample")
    if compression != .none {
      guard precision == .fp32, optimizer.takesCompressedGradients else {
        throw LearningError.uncompressible(precision: precision.name)
      }
    }
    let network = try ModelRegistry.network(model)
    if batchNorm == .synchronised && network.couplesSamples {
      guard precision == .fp32, compression == .none else {
        throw LearningError.unsynchronisable(precision: precision.name)
      }
    }
    if case .mixed(let alpha) = precision {
      precondition((0...1).contains(alpha), "alpha is from 0 to 1")
    }
    self.store = store
    program = try LearningProgram(
      network: network, dataSet: dataSet, optimizer: optimizer,
      augmentation: augmentation, precision: precision, compression: compression,
      batchNorm: batchNorm, chunkSize: chunkSize, scope: store.sharing ? nil : scope)
  }

  /// With plain stochastic gradient descent at a constant rate.
  public init(
    store: ValueStore, model: String, dataSet: DataSet, optimizer: SGD, scope: String
  ) throws {
    try self.init(
      store: store, model: model, dataSet: dataSet, optimizer: Optimizer(.sgd(optimizer)),
      scope: scope)
  }

  /// Initial weights (see `ParameterLayout.initialised`) without momentum.
  public func initialise(seed: UInt64) -> ModelState {
    store.graph.state(.initialise(seed: seed), of: [], program: program)
  }

  /// One optimiser step on the mean loss of the batch.
  ///
  /// In precision `npu` every worker (`SampleBatch.workers`) trains all of its samples with products
  /// of int8 values; in `mixed` as many of its last samples as the batch says (`SampleBatch.npu`).
  ///
  /// - Parameter alpha: Of precision `mixed`: another one than the learner's, for this step.
  /// - Precondition: the batch has samples, all in the training set; it has a numbered epoch if the
  ///   learning rate, augmentation or dropout depends on it; in precision `mixed` it says how many
  ///   are trained in INT8.
  /// - Complexity: a few microseconds, O(batch).
  public func step(
    _ state: ModelState, batch: SampleBatch, alpha: Double? = nil
  ) -> ModelState {
    precondition(!batch.ids.isEmpty && isOfTraining(batch), "a batch holds training samples")
    precondition(batch.epoch != nil || !program.needsEpochs, "this training counts epochs")
    guard case .mixed(let standard) = program.precision else {
      precondition(alpha == nil, "alpha is for precision mixed")
      return store.graph.state(.step(batch, alpha: nil), of: [state], program: program)
    }
    let alpha = alpha ?? standard
    precondition((0...1).contains(alpha), "alpha is from 0 to 1")
    precondition(batch.npu != nil, "precision mixed needs to know what is trained in INT8")
    return store.graph.state(.step(batch, alpha: alpha), of: [state], program: program)
  }

  private func isOfTraining(_ batch: SampleBatch) -> Bool {
    let count = Int32(program.dataSet.train.count)
    return batch.ids.allSatisfy { $0 >= 0 && $0 < count }
  }

  /// How alike the logits of training samples are in FP32 and with products of int8 values.
  ///
  /// - Precondition: precision `npu` or `mixed`; at least one sample, all in the training set.
  public func similarity(_ state: ModelState, samples: SampleBatch) -> Similarity {
    precondition(program.precision.isQuantised, "similarity compares FP32 with int8 products")
    precondition(!samples.ids.isEmpty && isOfTraining(samples), "samples are for training")
    return Similarity(
      metric: store.graph.metric(.compare(ids: samples.ids), of: state, program: program))
  }

  /// The mean of the states' weights, weighted by their numbers of samples.
  ///
  /// The momentum is zero (`reset`), averaged in the same way (`averaged`) or that of the first
  /// state (`local`): a worker that keeps its own continues from
  /// `combine(weightsOf: average, momentumOf: own)`.
  ///
  /// - Precondition: as many weights as states, at least one, none negative, not all zero.
  public func average(
    _ states: [ModelState], weights: [Int], momentum: MomentumRule
  ) -> ModelState {
    precondition(!states.isEmpty && states.count == weights.count, "one weight for each state")
    precondition(
      weights.allSatisfy { $0 >= 0 } && weights.contains { $0 > 0 }, "weights count samples")
    return store.graph.state(
      .average(weights: weights, momentum: momentum), of: states, program: program)
  }

  /// The weights of one state with the momentum of another.
  public func combine(weightsOf weights: ModelState, momentumOf momentum: ModelState) -> ModelState
  {
    store.graph.state(.combine, of: [weights, momentum], program: program)
  }

  /// What a receiver makes of a state that was sent as a ternary update of one that it has.
  ///
  /// Each tensor of `reference` changes by -1, 0 or 1 times one scale, by the rule of
  /// `GradientCompression.ternary`; statistics of batch normalisation are sent as they are. The
  /// momentum is that of the state.
  public func ternarised(_ state: ModelState, since reference: ModelState) -> ModelState {
    store.graph.state(.ternarise, of: [state, reference], program: program)
  }

  /// Accuracy and loss on the test set.
  public func evaluate(_ state: ModelState) -> Metric {
    store.graph.metric(.evaluate, of: state, program: program)
  }

  /// Accuracy and loss on samples of the training set that training leaves out.
  ///
  /// - Precondition: at least one sample, all in the training set.
  public func validate(_ state: ModelState, samples: SampleBatch) -> Metric {
    precondition(!samples.ids.isEmpty && isOfTraining(samples), "samples are of the training set")
    return store.graph.metric(.validate(ids: samples.ids), of: state, program: program)
  }

  /// Starts computing the metric and all that it needs; returns at once.
  public func request(_ metric: Metric) { store.graph.request(metric) }

  /// Starts computing the state and all that it needs; returns at once.
  public func request(_ state: ModelState) { store.graph.request(state) }

  /// The number; waits for it.
  ///
  /// - Throws: `LearningError.notFinite` if the training diverged on the way, `storeShutDown`.
  public func read(_ metric: Metric) throws -> MetricValue { try store.graph.read(metric) }

  /// Starts computing the similarity and all that it needs; returns at once.
  public func request(_ similarity: Similarity) { store.graph.request(similarity.metric) }

  /// The mean cosine between both rows of logits, -1 to 1; waits for it.
  public func read(_ similarity: Similarity) throws -> Double {
    Similarity.value(of: try store.graph.read(similarity.metric))
  }

  /// The weights of each tensor, without the gaps between them; waits for them.
  package func weights(of state: ModelState) throws -> [[Float]] {
    try store.graph.read(state) { program.network.parameters.tensors(of: $0.weights) }
  }

  /// Waits until the state is computed.
  public func wait(for state: ModelState) throws { try store.graph.read(state) { _ in } }
}
