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
    let observed = FloatBuffer(count: layout.observedRange.count)

    var changeOfFP32: FloatBuffer?
    if counts.fp32 > 0 {
      let result = try kernels.step(plan(of: fp32), weights: state.weights)
      loss += shareOfFP32 * result.loss
      observe(result.gradient, share: shareOfFP32, into: observed)
      let change = kernels.zeros("change", for: program.network, count: layout.bufferCount)
      let rule = rule(ofLearner: 0)
      forEachPiece { _, piece in
        self.change(
          piece, by: rule, gradient: result.gradient.base + piece.lowerBound,
          into: change.base + piece.lowerBound)
      }
      changeOfFP32 = change
    }

    var int8Learner: (weights: QuantisedWeights, gradient: GradientSum)?
    if counts.int8 > 0 {
      let weights = kernels.quantised(state.weights, of: program.network)
      let sum = int8.count > 1 ? sum(of: int8.count, on: kernels) : nil
      var alone: GradientSum?
      for part in int8 {
        let result = try kernels.step(
          plan(of: [part], total: counts.int8, quantised: weights), weights: state.weights)
        loss += (1 - shareOfFP32) * result.loss
        observe(result.gradient, share: 1 - shareOfFP32, into: observed)
        if let sum {
          sum.add(result.gradient)
        } else {
          alone = GradientSum(layout, of: result.gradient)
        }
      }
      guard let gradient = sum ?? alone else {
        preconditionFailure("a learner with samples has a gradient")
      }
      int8Learner = (weights, gradient)
    }

    guard loss.isFinite else { return loss }
    update(changeOfFP32, int8Learner)
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

  private func sum(of workers: Int, on kernels: ThreadKernels) -> GradientSum {
    GradientSum(
      layout, workers: workers,
      sums: kernels.zeros("sums", for: program.network, count: 2 * layout.bufferCount),
      result: kernels.zeros("sum", for: program.network, count: layout.bufferCount))
  }

  // MARK: Weights

  /// Makes the FP32 weights follow the learners, piece by piece: all that a piece goes through finds
  /// it in the cache.
  private func update(
    _ changeOfFP32: FloatBuffer?,
    _ int8Learner: (weights: QuantisedWeights, gradient: GradientSum)?
  ) {
    let rule = int8Learner == nil ? nil : rule(ofLearner: program.precision.learners - 1)
    let gradient = FloatBuffer(count: Self.pieceCount)
    let change = FloatBuffer(count: Self.pieceCount)
    forEachPiece { tensor, piece in
      let weights = state.weights.base + piece.lowerBound
      let exact = changeOfFP32.map { $0.base + piece.lowerBound }
      guard let int8Learner, let rule else {
        if let exact { tidewatt_add(weights, exact, piece.count) }
        return
      }
      int8Learner.gradient.write(piece, ofTensor: tensor, into: gradient.base)
      self.change(piece, by: rule, gradient: gradient.base, into: change.base)
      if layout.shapes[tensor].isQuantised {
        tidewatt_change_quantised(
          weights, change.base, piece.count, int8Learner.weights[layout.offsets[tensor]].unit)
      }
      if let exact {
        tidewatt_merge(weights, exact, change.base, piece.count, Float(alpha ?? 0))
      } else {
        tidewatt_add(weights, change.base, piece.count)
      }
    }
  }

  /// The optimiser of one of the learners; counts its step.
  private func rule(ofLearner learner: Int) -> OptimizerStep {
    let optimizer = program.optimizer
    return OptimizerStep(
      optimizer.withoutWeightDecay, rate: optimizer.learningRate(at: batch.epoch),
      weights: state.weights.base,
      velocity: state.velocity.base + learner * program.velocityCount, layout: layout)
  }

  /// How a learner's optimiser would change the FP32 weights; the gradient is overwritten.
  private func change(
    _ piece: Range<Int>, by rule: OptimizerStep, gradient: UnsafeMutablePointer<Float>,
    into change: UnsafeMutablePointer<Float>
  ) {
    if program.optimizer.weightDecay != 0 {
      tidewatt_add_scaled(
        gradient, state.weights.base + piece.lowerBound, piece.count,
        Float(program.optimizer.weightDecay))
    }
    rule.change(of: piece, by: gradient, into: change)
  }

  /// Few enough floats that what is computed of them stays in the first-level cache; measured on one
  /// of 48 KB, steps of VGG-11 were slower by 1 % with 256 and by 5 % with 1024 and more.
  private static let pieceCount = 512

  /// With the number of a trained tensor, and places in a state.
  private func forEachPiece(_ body: (_ tensor: Int, _ piece: Range<Int>) -> Void) {
    for (tensor, (shape, offset)) in zip(layout.shapes, layout.offsets).enumerated()
    where shape.isTrained {
      let end = offset + shape.count
      for start in stride(from: offset, to: end, by: Self.pieceCount) {
        body(tensor, start..<min(start + Self.pieceCount, end))
      }
    }
  }
}
