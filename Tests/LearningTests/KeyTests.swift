import Digests
import Testing

@testable import Learning

/// Equal keys mean equal bits, so everything that can reach a bit must enter the key.
struct KeyTests {
  let store = ValueStore(workers: 1)

  private func key(
    optimizer: SGD = Samples.optimizer, dataSet: DataSet = Samples.dataSet, seed: UInt64 = 1,
    ids: [Int32] = [3, 1, 2], scope: String = "a"
  ) throws -> Digest {
    let learner = try Samples.learner(
      on: store, optimizer: optimizer, dataSet: dataSet, scope: scope)
    return learner.step(learner.initialise(seed: seed), batch: SampleBatch(ids: ids[...])).key
  }

  @Test func equalRequestsHaveEqualKeys() throws {
    #expect(try key() == key())
    #expect(try key(scope: "a") == key(scope: "b"))
    let reloaded = DataSetRegistry.loadGenerated(train: 512, test: 250)
    #expect(try key(dataSet: reloaded) == key())
  }

  @Test func everyCauseOfOtherBitsGivesAnotherKey() throws {
    let keys = [
      try key(),
      try key(ids: [1, 2, 3]),
      try key(ids: [3, 1]),
      try key(optimizer: SGD(learningRate: 0.03, momentum: 0.9)),
      try key(optimizer: SGD(learningRate: 0.02, momentum: 0.8)),
      try key(dataSet: DataSetRegistry.loadGenerated(train: 511, test: 250)),
      try key(seed: 2),
    ]
    #expect(Set(keys).count == keys.count)
  }

  @Test func theWayABatchWasCutDoesNotEnter() throws {
    let learner = try Samples.learner(on: store)
    let start = learner.initialise(seed: 1)
    let order = SampleOrder.inOrder(count: 64)
    let whole = order.batches(of: 32)
    let shards = order.shards(2).flatMap { $0.batches(of: 100) }
    #expect(whole.map(\.count) == shards.map(\.count))
    #expect(
      whole.map { learner.step(start, batch: $0).key }
        == shards.map { learner.step(start, batch: $0).key })
  }

  @Test func averagesDifferByOrderWeightsAndMomentum() throws {
    let learner = try Samples.learner(on: store)
    let a = learner.initialise(seed: 1)
    let b = learner.initialise(seed: 2)
    let keys = [
      learner.average([a, b], weights: [1, 1], momentum: .reset).key,
      learner.average([b, a], weights: [1, 1], momentum: .reset).key,
      learner.average([a, b], weights: [2, 1], momentum: .reset).key,
      learner.average([a, b], weights: [1, 1], momentum: .averaged).key,
      learner.average([a, b], weights: [1, 1], momentum: .local).key,
      learner.combine(weightsOf: a, momentumOf: b).key,
      learner.evaluate(a).key,
    ]
    #expect(Set(keys).count == keys.count)
    #expect(
      keys[0] == learner.average([a, b], weights: [1, 1], momentum: .reset).key)
  }

  @Test func withoutSharingTheScopeEnters() throws {
    let store = ValueStore(workers: 1, sharing: false)
    let a = try Samples.learner(on: store, scope: "a").initialise(seed: 1)
    let again = try Samples.learner(on: store, scope: "a").initialise(seed: 1)
    let b = try Samples.learner(on: store, scope: "b").initialise(seed: 1)
    #expect(a.key == again.key)
    #expect(a.key != b.key)
  }
}
