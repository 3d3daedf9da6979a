import Digests

/// How a value follows from its inputs.
enum Operation: Sendable {
  /// Initial weights, no momentum. No inputs.
  case initialise(seed: UInt64)
  /// One optimiser step on the mean loss of a batch. Input: a state.
  ///
  /// - alpha: Of precision `mixed`; nil in others.
  case step(SampleBatch, alpha: Double?)
  /// The weighted mean of the input states.
  case average(weights: [Int], momentum: MomentumRule)
  /// The weights of the first input with the momentum of the second.
  case combine
  /// The second input changed by the first one's difference from it in three values, -1, 0 and 1 times
  /// one scale for each tensor.
  case ternarise
  /// Accuracy and loss on the test set. Input: a state.
  case evaluate
  /// How alike FP32 and INT8 logits of training samples are. Input: a state.
  case compare(ids: ArraySlice<Int32>)
  /// Accuracy and loss on these samples of the training set. Input: a state.
  case validate(ids: ArraySlice<Int32>)

  var isEvaluation: Bool {
    switch self {
    case .evaluate, .compare, .validate: true
    default: false
    }
  }

  var isAverage: Bool {
    if case .average = self { true } else { false }
  }

  /// Whether it needs all of the input of that number, not its weights alone.
  func needsWhole(input: Int) -> Bool {
    switch self {
    case .step: true
    case .average(_, .averaged): true
    case .average(_, .local): input == 0
    case .average(_, .reset): false
    case .combine: input == 1
    case .ternarise: input == 0
    case .initialise, .evaluate, .validate, .compare: false
    }
  }

  /// The key of the result: all that can reach its bits.
  func key(inputs: [Digest], program: LearningProgram) -> Digest {
    var digester = Digester()
    digester.add(program.digest)
    switch self {
    case .initialise(let seed):
      digester.add("initialise")
      digester.add(seed)
    case .step(let batch, let alpha):
      digester.add("step")
      if case .niti(let bits) = program.precision {
        digester.add(bits.bits(in: batch.epoch?.number ?? 1))
      }
      digester.add(program.dataSet.fingerprint)
      program.optimizer.add(
        to: &digester, learningRate: program.optimizer.learningRate(at: batch.epoch))
      digester.add(program.chunkSize)
      batch.ids.withUnsafeBytes { digester.add(bytes: $0) }
      add(batch, to: &digester, program: program)
      if let alpha {
        digester.add("merged")
        digester.add(alpha)
      }
    case .average(let weights, let momentum):
      digester.add("average")
      digester.add(momentum.rawValue)
      weights.withUnsafeBytes { digester.add(bytes: $0) }
    case .combine:
      digester.add("combine")
    case .ternarise:
      digester.add("ternarise")
    case .evaluate:
      digester.add("evaluate")
      digester.add(program.dataSet.fingerprint)
      digester.add(Chunking.evaluation)
    case .compare(let ids):
      digester.add("compare")
      digester.add(program.dataSet.fingerprint)
      digester.add(Chunking.evaluation)
      ids.withUnsafeBytes { digester.add(bytes: $0) }
    case .validate(let ids):
      digester.add("validate")
      digester.add(program.dataSet.fingerprint)
      ids.withUnsafeBytes { digester.add(bytes: $0) }
    }
    for input in inputs { digester.add(input) }
    return digester.digest()
  }

  /// What of a batch reaches the bits in some trainings only: random draws, and whose samples are
  /// normalised together.
  private func add(
    _ batch: SampleBatch, to digester: inout Digester, program: LearningProgram
  ) {
    if program.augmentation != .none || program.network.drawsPerSample, let epoch = batch.epoch {
      digester.add(program.augmentation.rawValue)
      digester.add(epoch.seed)
      digester.add(epoch.number)
    }
    if program.compression != .none {
      digester.add(program.compression.signature)
      // States of an earlier version, in which they lost it, are other values.
      if batch.hasIdleWorkers { digester.add("idle workers keep what they kept back") }
    }
    if program.splitsBatches, let workers = batch.workers, workers.count > 1 {
      digester.add("workers")
      workers.withUnsafeBytes { digester.add(bytes: $0) }
      if program.sharesChunks(batch) { digester.add(StepPlan.rule) }
    }
    if case .mixed = program.precision, let npu = batch.npu {
      digester.add("npu")
      npu.withUnsafeBytes { digester.add(bytes: $0) }
    }
  }
}
