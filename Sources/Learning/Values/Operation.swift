import Digests

/// How a value follows from its inputs.
enum Operation: Sendable {
  /// Initial weights, no momentum. No inputs.
  case initialise(seed: UInt64)
  /// One optimiser step on the mean loss of a batch. Input: a state.
  case step(SampleBatch)
  /// The weighted mean of the input states.
  case average(weights: [Int], momentum: MomentumRule)
  /// The weights of the first input with the momentum of the second.
  case combine
  /// Accuracy and loss on the test set. Input: a state.
  case evaluate

  var isEvaluation: Bool {
    if case .evaluate = self { true } else { false }
  }

  var isAverage: Bool {
    if case .average = self { true } else { false }
  }

  /// The key of the result: all that can reach its bits.
  func key(inputs: [Digest], program: LearningProgram) -> Digest {
    var digester = Digester()
    digester.add(program.digest)
    switch self {
    case .initialise(let seed):
      digester.add("initialise")
      digester.add(seed)
    case .step(let batch):
      digester.add("step")
      digester.add(program.dataSet.fingerprint)
      digester.add(program.optimizer.learningRate)
      digester.add(program.optimizer.momentum)
      digester.add(Chunking.training)
      batch.ids.withUnsafeBytes { digester.add(bytes: $0) }
    case .average(let weights, let momentum):
      digester.add("average")
      digester.add(momentum.rawValue)
      weights.withUnsafeBytes { digester.add(bytes: $0) }
    case .combine:
      digester.add("combine")
    case .evaluate:
      digester.add("evaluate")
      digester.add(program.dataSet.fingerprint)
      digester.add(Chunking.evaluation)
    }
    for input in inputs { digester.add(input) }
    return digester.digest()
  }
}
