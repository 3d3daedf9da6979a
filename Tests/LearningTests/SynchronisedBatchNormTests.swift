import Testing

@testable import Learning

struct SynchronisedBatchNormTests {
  private let dataSet = DataSet(
    name: "formula", classCount: 10, train: ColourImages.formula(count: 48),
    test: ColourImages.formula(count: 10))

  private func learner(
    _ store: ValueStore, _ mode: BatchNormMode, precision: LearningPrecision = .fp32,
    compression: GradientCompression = .none, model: String = "mobilenet-v1"
  ) throws -> Learner {
    try Learner(
      store: store, model: model, dataSet: dataSet,
      optimizer: Optimizer(.sgd(SGD(learningRate: 0.01, momentum: 0.9))), precision: precision,
      compression: compression, batchNorm: mode, chunkSize: 16, scope: "test")
  }

  /// Normalised together, workers compute what one with all samples would: it is the same value.
  @Test func workersNormaliseAsOne() throws {
    let store = ValueStore(workers: 2)
    let batch = SampleOrder.inOrder(count: 48).batches(of: 48)[0]
    let together = try learner(store, .synchronised)
    let apart = try learner(store, .perWorker)
    let start = together.initialise(seed: 1)
    let split = together.step(start, batch: batch.split(over: [20, 28]))
    #expect(split.key == together.step(start, batch: batch).key)
    #expect(split.key == apart.step(start, batch: batch).key)
    let own = apart.step(start, batch: batch.split(over: [20, 28]))
    #expect(own.key != split.key)
    let found = try learner(ValueStore(workers: 3), .synchronised)
    let again = found.step(found.initialise(seed: 1), batch: batch.split(over: [1, 47]))
    let weights = try together.weights(of: split)
    #expect(try found.weights(of: again) == weights)
    #expect(try apart.weights(of: own) != weights)
  }

  @Test func whatCannotBeSynchronisedIsAnError() throws {
    let store = ValueStore(workers: 1)
    #expect(throws: LearningError.unsynchronisable(precision: "npu")) {
      try learner(store, .synchronised, precision: .npu)
    }
    #expect(throws: LearningError.unsynchronisable(precision: "fp32")) {
      try learner(store, .synchronised, compression: .oneBit)
    }
    // Without batch normalisation there is nothing to synchronise.
    _ = try learner(store, .synchronised, compression: .oneBit, model: "vgg11-plain")
  }
}
