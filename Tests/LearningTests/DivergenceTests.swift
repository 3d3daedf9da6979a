import Testing

@testable import Learning

struct DivergenceTests {
  @Test func anInfiniteLossSaysAtWhichStep() throws {
    let store = ValueStore(workers: 1)
    let learner = try Samples.learner(on: store, optimizer: SGD(learningRate: 1e38, momentum: 0))
    var state = learner.initialise(seed: 1)
    for batch in Samples.order(epoch: 1).batches(of: 64) {
      state = learner.step(state, batch: batch)
    }
    let metric = learner.evaluate(state)
    let error = try #require(throws: LearningError.self) { try learner.read(metric) }
    guard case .notFinite(let model, let step, let rate) = error else {
      Issue.record("not a divergence: \(error)")
      return
    }
    #expect(model == "lenet5")
    #expect(rate == 1e38)
    #expect((2...8).contains(step))
    // It stays an error for whoever asks again, and nothing is computed for that.
    let computed = store.statistics.stepsComputed
    #expect(throws: error) { try learner.read(learner.evaluate(state)) }
    #expect(store.statistics.stepsComputed == computed)
  }
}
