/// A value that a worker is to compute, with its inputs.
struct Work: Sendable {
  let node: ValueNode
  let inputs: [ParameterState]
  /// The only input is nobody else's: its floats may be overwritten.
  let ownsInput: Bool
  /// The error of an input, which is the result as well.
  let failure: LearningError?
}

/// Work that is done.
struct FinishedWork: Sendable {
  let node: ValueNode
  let outcome: Outcome
  /// Host time.
  let seconds: Double
}

/// What came of it.
enum Outcome: Sendable {
  case state(ParameterState)
  case metric(MetricValue)
  case failed(LearningError)
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
      if program.precision != .fp32 { try kernels.integers(network).initialise(weights) }
      return .state(
        ParameterState(weights: weights, velocity: program.restingVelocity()))
    case .step(let batch):
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
      let plan = StepPlan(
        network, on: batch, of: program.dataSet.train, chunkSize: program.chunkSize,
        augmentation: program.augmentation)
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
    case .evaluate:
      let value =
        if program.precision == .fp32 {
          try kernels.evaluate(network, on: program.dataSet.test, weights: inputs[0].weights)
        } else {
          try kernels.integers(network).evaluate(
            on: program.dataSet.test, weights: inputs[0].weights)
        }
      guard value.loss.isFinite else { throw divergence }
      return .metric(value)
    }
  }

  private var divergence: LearningError {
    .notFinite(
      model: node.program.network.name, step: node.stepCount,
      learningRate: node.program.optimizer.learningRate)
  }
}
