import Testing

@testable import Learning

/// The number of workers changes nothing but the time.
struct WorkerCountTests {
  /// Four workers with their own shards, averaged twice, with different momentum rules.
  private func trainFederated(workers: Int) throws -> (weights: [[Float]], metric: MetricValue) {
    let store = ValueStore(workers: workers)
    let learner = try Samples.learner(on: store)
    var global = learner.initialise(seed: 3)
    for (round, rule) in [MomentumRule.averaged, .reset].enumerated() {
      let shards = Samples.order(epoch: round).shards(4)
      let states = shards.map { shard in
        shard.batches(of: 48).reduce(global) { learner.step($0, batch: $1) }
      }
      global = learner.average(states, weights: shards.map(\.count), momentum: rule)
    }
    return (try learner.weights(of: global), try learner.read(learner.evaluate(global)))
  }

  @Test func oneTwoAndThreeWorkersGiveTheSameBits() throws {
    let one = try trainFederated(workers: 1)
    #expect(one.weights.map(\.count).reduce(0, +) == 61_706)
    for workers in [1, 2, 3] {
      let other = try trainFederated(workers: workers)
      #expect(other.weights == one.weights)
      #expect(other.metric == one.metric)
    }
  }
}
