import Foundation
import Testing

@testable import Learning

/// The networks do learn.
struct LearningProgressTests {
  @Test func theGeneratedSetIsLearnedInAFewEpochs() throws {
    let dataSet = try DataSetRegistry.load(.generated(train: 2000, test: 500))
    let store = ValueStore(workers: 1)
    let learner = try Samples.learner(on: store, dataSet: dataSet)
    var state = learner.initialise(seed: 1)
    let before = try learner.read(learner.evaluate(state))
    for epoch in 1...4 {
      let order = SampleOrder.shuffled(count: 2000, seed: 1, name: "epoch \(epoch)")
      for batch in order.batches(of: 32) { state = learner.step(state, batch: batch) }
    }
    let after = try learner.read(learner.evaluate(state))
    #expect(before.accuracy < 0.3)
    #expect(after.accuracy > 0.95)
    #expect(after.loss < before.loss / 5)
  }

  static let isFashionMNISTInstalled =
    (try? DataSetRegistry.describe(.named("fashion-mnist"))) != nil

  @Test(
    .enabled(
      if: isFashionMNISTInstalled,
      "Fashion-MNIST is not installed: apt-get install dataset-fashion-mnist"))
  func fashionMNISTReachesEightyPercentInOneEpoch() throws {
    let dataSet = try DataSetRegistry.load(.named("fashion-mnist"))
    #expect(dataSet.train.count == 60_000)
    #expect(dataSet.test.count == 10_000)
    let store = ValueStore(workers: 1)
    let learner = try Samples.learner(
      on: store, optimizer: SGD(learningRate: 0.05, momentum: 0.9), dataSet: dataSet)
    var state = learner.initialise(seed: 1)
    let order = SampleOrder.shuffled(count: dataSet.train.count, seed: 1, name: "epoch 1")
    for batch in order.batches(of: 64) { state = learner.step(state, batch: batch) }
    #expect(try learner.read(learner.evaluate(state)).accuracy > 0.80)
  }
}
