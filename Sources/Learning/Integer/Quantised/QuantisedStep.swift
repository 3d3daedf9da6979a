import CKernels

/// One optimiser step in precision `npu` or `mixed`.
///
/// Every worker's INT8 learner starts from the weights as int8 values, W8, and sends its gradient
/// rounded to int8 values. Their sum makes W8' = W8 - step, of which the FP32 weights follow the
/// change. In `mixed` they follow alpha of the change that the FP32 learners make, and 1 - alpha of
/// this one.
struct QuantisedStep {
  private let batch: SampleBatch
  /// Of precision `mixed`; nil where INT8 learners have all samples.
  private let alpha: Double?
  private let program: LearningProgram
  /// Whose floats are overwritten.
  private let state: ParameterState
  private var layout: ParameterLayout { program.network.parameters }

  init(
    _ batch: SampleBatch, alpha: Double?, program: LearningProgram, state: ParameterState
  ) {
    self.batch = batch
    self.alpha = alpha
    self.program = program
    self.state = state
  }

  /// - Returns: The mean loss of the batch.
  func run(on kernels: ThreadKernels) throws -> Double {
    let parts = batch.parts
    let quantised = alpha == nil ? parts.map(\.count) : batch.npu ?? parts.map { _ in 0 }
    let int8 = zip(parts, quantised).map { $0.suffix($1) }.filter { !$0.isEmpty }
    let fp32 = zip(parts, quantised).map { $0.dropLast($1) }.filter { !$0.isEmpty }
    let counts = (
      fp32: fp32.reduce(0) { $0 + $1.count }, int8: int8.reduce(0) { $0 + $1.count }
    )
    let shareOfFP32 = Double(counts.fp32) / Double(batch.count)
    var loss = 0.0
    var changes: (fp32: FloatBuffer?, int8: FloatBuffer?)
    let observed = FloatBuffer(count: layout.observedRange.count)

    if counts.fp32 > 0 {
      let result = try kernels.step(plan(of: fp32), weights: state.weights)
      loss += shareOfFP32 * result.loss
      observe(result.gradient, share: shareOfFP32, into: observed)
      changes.fp32 = change(by: result.gradient, learner: 0, on: kernels)
    }
    if counts.int8 > 0 {
      let weights = kernels.quantised(state.weights, of: program.network)
      let sum =
        int8.count == 1
        ? nil
        : GradientSum(
          layout, workers: int8.count,
          sums: kernels.zeros("sums", for: program.network, count: 2 * layout.bufferCount),
          result: kernels.zeros("sum", for: program.network, count: layout.bufferCount))
      var gradient: FloatBuffer?
      for part in int8 {
        let result = try kernels.step(
          plan(of: [part], total: counts.int8, quantised: weights), weights: state.weights)
        loss += (1 - shareOfFP32) * result.loss
        observe(result.gradient, share: 1 - shareOfFP32, into: observed)
        if let sum {
          sum.add(result.gradient)
        } else {
          gradient = GradientSum.alone(result.gradient, layout)
        }
      }
      guard let gradient = sum?.finished() ?? gradient else {
        preconditionFailure("a learner with samples has a gradient")
      }
      let change = change(
        by: gradient, learner: program.precision.learners - 1, on: kernels)
      for (shape, offset) in zip(layout.shapes, layout.offsets) where shape.isQuantised {
        let tensor = weights[offset]
        tidewatt_change_quantised(
          tensor.values.base, change.base + offset, shape.count, tensor.unit)
      }
      changes.int8 = change
    }
    guard loss.isFinite else { return loss }
    let count = layout.trainedRange.count
    switch changes {
    case (let fp32?, let int8?):
      tidewatt_merge(state.weights.base, fp32.base, int8.base, count, Float(alpha ?? 0))
    case (let change?, nil), (nil, let change?):
      tidewatt_add(state.weights.base, change.base, count)
    case (nil, nil):
      preconditionFailure("a batch holds samples")
    }
    tidewatt_follow(
      state.weights.base + layout.observedRange.lowerBound, observed.base, observed.count,
      BatchNorm.share)
    return loss
  }

  private func plan(
    of parts: [ArraySlice<Int32>], total: Int? = nil, quantised: QuantisedWeights? = nil
  ) -> StepPlan {
    let part = SampleBatch(ids: ArraySlice(parts.joined()), epoch: batch.epoch)
      .split(over: parts.map(\.count))
    return StepPlan(
      program.network, on: part, of: program.dataSet.train, chunkSize: program.chunkSize,
      augmentation: program.augmentation, total: total, quantised: quantised)
  }

  /// What batch normalisation has seen.
  private func observe(_ gradient: FloatBuffer, share: Double, into observed: FloatBuffer) {
    tidewatt_add_scaled(
      observed.base, gradient.base + layout.observedRange.lowerBound, observed.count,
      Float(share))
  }

  /// How the optimiser of one of the learners would change the FP32 weights.
  private func change(
    by gradient: FloatBuffer, learner: Int, on kernels: ThreadKernels
  ) -> FloatBuffer {
    let optimizer = program.optimizer
    let trained = layout.trainedRange
    if optimizer.weightDecay != 0 {
      tidewatt_add_scaled(
        gradient.base, state.weights.base, trained.count, Float(optimizer.weightDecay))
    }
    let change = kernels.zeros(
      "change \(learner)", for: program.network, count: layout.bufferCount)
    OptimizerStep(
      optimizer.withoutWeightDecay, rate: optimizer.learningRate(at: batch.epoch),
      weights: change.base, velocity: state.velocity.base + learner * program.velocityCount,
      layout: layout
    ).apply(gradient, to: trained)
    return change
  }
}
