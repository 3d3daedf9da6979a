import CKernels

/// One optimiser step in which every worker sends a compressed gradient of its own samples.
enum CompressedStep {
  /// - Parameter state: Whose floats are overwritten; it has the memories of all workers.
  /// - Returns: The mean loss of the batch.
  static func run(
    _ batch: SampleBatch, program: LearningProgram, state: ParameterState,
    on kernels: ThreadKernels
  ) throws -> Double {
    let layout = program.network.parameters
    let optimizer = program.optimizer
    guard case .sgd(let sgd) = optimizer.rule else {
      preconditionFailure("compressed gradients are for stochastic gradient descent")
    }
    let sum = FloatBuffer(count: layout.bufferCount)
    let scratch = CompressionScratch(layout)
    let workers = batch.workers ?? [batch.count]
    let perWorker = program.compression.memories
    var loss = 0.0
    var first = batch.ids.startIndex
    for (number, count) in workers.enumerated() {
      let part = SampleBatch(ids: batch.ids[first..<first + count], epoch: batch.epoch)
      first += count
      let plan = StepPlan(
        program.network, on: part, of: program.dataSet.train, chunkSize: program.chunkSize,
        augmentation: program.augmentation)
      let result = try kernels.step(plan, weights: state.weights)
      let share = Double(count) / Double(batch.count)
      loss += share * result.loss
      guard result.loss.isFinite else { return .nan }
      let memory = WorkerMemory(state.memories[number * perWorker..<(number + 1) * perWorker])
      memory.send(
        result.gradient, by: program.compression, decay: sgd.momentum, layout: layout,
        share: share, onto: sum, scratch: scratch)
      let observed = layout.observedRange
      tidewatt_add_scaled(
        sum.base + observed.lowerBound, result.gradient.base + observed.lowerBound,
        observed.count, Float(share))
    }
    // Workers that keep their own momentum have it in what they send.
    let rule =
      if case .topK = program.compression {
        Optimizer(.sgd(SGD(learningRate: sgd.learningRate, momentum: 0)))
      } else {
        optimizer
      }
    OptimizerStep(
      rule, rate: optimizer.learningRate(at: batch.epoch), state: state, layout: layout
    ).apply(sum, to: 0..<layout.bufferCount)
    return loss
  }
}
