import Testing

@testable import Learning

/// Precisions `npu` and `mixed` on LeNet-5 and the generated images.
struct QuantisedTrainingTests {
  private func learner(
    _ store: ValueStore, _ precision: LearningPrecision,
    optimizer: SGD = Samples.optimizer
  ) throws -> Learner {
    try Learner(
      store: store, model: "lenet5", dataSet: Samples.dataSet,
      optimizer: Optimizer(.sgd(optimizer)), precision: precision, scope: "test")
  }

  private func train(
    _ learner: Learner, workers: Int, npu: ((Int) -> Int)? = nil, epochs: Int = 4
  ) -> ModelState {
    var state = learner.initialise(seed: 1)
    for epoch in 1...epochs {
      for batch in Samples.order(epoch: epoch).batches(of: 32) {
        let shares = (0..<workers).map {
          batch.count * ($0 + 1) / workers - batch.count * $0 / workers
        }
        state = learner.step(
          state, batch: batch.split(over: shares, npu: npu.map { shares.map($0) }))
      }
    }
    return state
  }

  /// INT8 products, and half of each, learn within three points of FP32 in the same epochs.
  @Test func leNet5LearnsAsInFP32() throws {
    let store = ValueStore(workers: 2)
    let exact = try learner(store, .fp32)
    let expected = try exact.read(exact.evaluate(train(exact, workers: 1)))
    #expect(expected.accuracy > 0.9)
    let npu = try learner(store, .npu)
    let mixed = try learner(store, .mixed(alpha: 0.5))
    for (learner, workers, share) in [
      (npu, 1, nil), (npu, 4, nil), (mixed, 2, { $0 / 2 } as ((Int) -> Int)?),
    ] {
      let found = try learner.read(
        learner.evaluate(train(learner, workers: workers, npu: share)))
      #expect(found.accuracy > expected.accuracy - 0.03)
    }
    let rest = SGD(learningRate: 0.1, momentum: 0)
    let plain = try learner(store, .npu, optimizer: rest)
    let plainExact = try learner(store, .fp32, optimizer: rest)
    let without = try plain.read(plain.evaluate(train(plain, workers: 2)))
    let reference = try plainExact.read(plainExact.evaluate(train(plainExact, workers: 2)))
    #expect(without.accuracy > reference.accuracy - 0.03)
  }
}
