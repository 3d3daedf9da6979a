import Digests

/// A value that a worker is to compute, with its inputs.
struct Work: Sendable {
  enum Task: Sendable {
    case compute
    /// Read the state from the folder.
    case load
    /// Write the state, which is the only input, to the folder.
    case spill
  }

  let task: Task
  let node: ValueNode
  let inputs: [ParameterState]
  /// The only input is nobody else's: its floats may be overwritten.
  let ownsInput: Bool
  /// The error of an input, which is the result as well.
  var failure: LearningError?
  /// What to keep in the folder; nil without one.
  var saving: Saving?

  /// What the worker is to keep on disk of what it computes.
  struct Saving: Sendable {
    let folder: StoreFolder
    /// For a step: seconds of computing up to its input that would be lost.
    var unsavedSeconds = 0.0
    /// For a step: save its result once so many would be lost.
    var interval = Double.infinity
    /// For an evaluation: the key of its input if that has still to be saved, and the state from
    /// which it was reached.
    var input: Digest?
    var base: Digest?
    /// States in the middle of the round that nobody needs once this one is saved.
    var checkpoints: [Digest] = []
  }
}

/// Work that is done.
struct FinishedWork: Sendable {
  let node: ValueNode
  let outcome: Outcome
  /// Host time of computing, without that of reading and writing files.
  let seconds: Double
  /// Whether the state (of an evaluation: its input) is in the folder now.
  var isSaved = false
  let task: Work.Task
}

/// What came of it.
enum Outcome: Sendable {
  case state(ParameterState)
  case metric(MetricValue)
  case failed(LearningError)
  /// It was to be loaded, but is not in the folder any more, or damaged.
  case notStored
  /// It was written to the folder, or could not be.
  case spilled
}

extension Work {
  /// Computes the value.
  ///
  /// Pure: the bits follow from the operation and the inputs alone.
  func run(on kernels: ThreadKernels) -> Outcome {
    if let failure { return .failed(failure) }
    do {
      return try compute(on: kernels)
    } catch let error as LearningError {
      return .failed(error)
    } catch {
      preconditionFailure("learning threw an error that is not its own: \(error)")
    }
  }

  private func compute(on kernels: ThreadKernels) throws -> Outcome {
    let program = node.program
    let network = program.network
    switch node.operation {
    case .initialise(let seed):
      let weights = network.parameters.initialised(seed: seed, by: network.initialisation)
      if case .niti = program.precision { try kernels.integers(network).initialise(weights) }
      return .state(
        ParameterState(weights: weights, velocity: program.restingVelocity()))
    case .step(let batch, let alpha):
      let state = ownsInput ? inputs[0] : inputs[0].copy()
      if case .niti(let bits) = program.precision {
        try kernels.integers(network).step(
          batch, of: program.dataSet.train, augmentation: program.augmentation,
          bits: bits.bits(in: batch.epoch?.number ?? 1), weights: state.weights)
        return .state(state)
      }
      if program.compression != .none {
        let workers = batch.workers?.count ?? 1
        let state = state.with(memories: workers * program.compression.memories)
        let loss = try CompressedStep.run(batch, program: program, state: state, on: kernels)
        guard loss.isFinite else { throw divergence }
        return .state(state)
      }
      if program.precision.isQuantised {
        let step = QuantisedStep(batch, alpha: alpha, program: program, state: state)
        guard try step.run(on: kernels).isFinite else { throw divergence }
        return .state(state)
      }
      let plan = StepPlan(
        network, on: program.splitsBatches ? batch : batch.whole, of: program.dataSet.train,
        chunkSize: program.chunkSize, augmentation: program.augmentation)
      let step = OptimizerStep(
        program.optimizer, rate: program.optimizer.learningRate(at: batch.epoch), state: state,
        layout: network.parameters)
      let result = try kernels.step(plan, weights: state.weights) { step.apply($0, to: $1) }
      guard result.loss.isFinite else { throw divergence }
      return .state(state)
    case .average(let weights, let momentum):
      let average = ElementwiseKernels.average(inputs.map(\.weights), weights: weights)
      let velocity: FloatBuffer =
        switch momentum {
        case .reset: program.restingVelocity()
        case .local: inputs[0].velocity
        case .averaged: ElementwiseKernels.average(inputs.map(\.velocity), weights: weights)
        }
      return .state(
        ParameterState(
          weights: average,
          velocity: momentum == .local ? FloatBuffer(copying: velocity) : velocity))
    case .combine:
      return .state(
        ParameterState(
          weights: FloatBuffer(copying: inputs[0].weights),
          velocity: FloatBuffer(copying: inputs[1].velocity)))
    case .evaluate: return .metric(try evaluated(nil, of: program.dataSet.test, on: kernels))
    case .validate(let ids):
      return .metric(try evaluated(ids, of: program.dataSet.train, on: kernels))
    case .compare(let ids):
      let similarity = try kernels.similarity(
        network, on: ids, of: program.dataSet.train, weights: inputs[0].weights)
      guard similarity.isFinite else { throw divergence }
      return .metric(Similarity.stored(similarity))
    }
  }

  private func evaluated(
    _ ids: ArraySlice<Int32>?, of images: LabelledImages, on kernels: ThreadKernels
  ) throws -> MetricValue {
    let (program, weights) = (node.program, inputs[0].weights)
    let value =
      if case .niti = program.precision {
        try kernels.integers(program.network).evaluate(on: ids, of: images, weights: weights)
      } else {
        try kernels.evaluate(program.network, on: ids, of: images, weights: weights)
      }
    guard value.loss.isFinite else { throw divergence }
    return value
  }

  private var divergence: LearningError { node.program.divergence(atStep: node.stepCount) }
}
