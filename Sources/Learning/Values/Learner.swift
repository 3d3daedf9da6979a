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
    compression: GradientCompression = .none, chunkSize: Int = Chunking.training, scope: String
  ) throws {
    precondition(chunkSize >= 1, "a chunk holds at least one sample")
    if compression != .none {
      guard precision == .fp32, case .sgd(let sgd) = optimizer.rule, sgd.weightDecay == 0,
        !sgd.nesterov
      else { throw LearningError.uncompressible(precision: precision.name) }
    }
    self.store = store
    program = try LearningProgram(
      network: ModelRegistry.network(model), dataSet: dataSet, optimizer: optimizer,
      augmentation: augmentation, precision: precision, compression: compression,
      chunkSize: chunkSize, scope: store.sharing ? nil : scope)
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
  /// - Precondition: the batch has samples, all in the training set; it has a numbered epoch if the
  ///   learning rate, augmentation or dropout depends on it.
  /// - Complexity: a few microseconds, O(batch).
  public func step(_ state: ModelState, batch: SampleBatch) -> ModelState {
    let count = Int32(program.dataSet.train.count)
    precondition(
      !batch.ids.isEmpty && batch.ids.allSatisfy { $0 >= 0 && $0 < count },
      "a batch holds samples of the training set")
    precondition(batch.epoch != nil || !program.needsEpochs, "this training counts epochs")
    return store.graph.state(.step(batch), of: [state], program: program)
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

  /// Accuracy and loss on the test set.
  public func evaluate(_ state: ModelState) -> Metric {
    store.graph.metric(of: state, program: program)
  }

  /// Starts computing the metric and all that it needs; returns at once.
  public func request(_ metric: Metric) { store.graph.request(metric) }

  /// Starts computing the state and all that it needs; returns at once.
  public func request(_ state: ModelState) { store.graph.request(state) }

  /// The number; waits for it.
  ///
  /// - Throws: `LearningError.notFinite` if the training diverged on the way, `storeShutDown`.
  public func read(_ metric: Metric) throws -> MetricValue { try store.graph.read(metric) }

  /// The weights of each tensor, without the gaps between them; waits for them.
  package func weights(of state: ModelState) throws -> [[Float]] {
    try store.graph.read(state) { program.network.parameters.tensors(of: $0.weights) }
  }

  /// Waits until the state is computed.
  public func wait(for state: ModelState) throws { try store.graph.read(state) { _ in } }
}
