import Testing

@testable import Learning

/// Chains of tens of thousands of nodes: no recursion, no leak, little time.
struct LongChainTests {
  static let length = 20_000

  @Test func aChainThatNobodyAsksForIsCheapAndGoesAway() throws {
    let store = ValueStore(workers: 1)
    let learner = try Samples.learner(on: store)
    let batches = SampleOrder.inOrder(count: 512).batches(of: 64)
    var state: ModelState? = learner.initialise(seed: 1)
    for index in 0..<Self.length {
      state = state.map { learner.step($0, batch: batches[index % batches.count]) }
    }
    #expect(store.graph.census.nodes == Self.length + 1)
    #expect(store.statistics.stepsRequested == Self.length)
    state = nil
    #expect(store.graph.census.nodes == 0)
    #expect(store.statistics.stepsComputed == 0)
  }

  /// `combine` of a state with itself copies it: a chain that is quick to compute.
  @Test func aLongChainIsComputedAndFreed() throws {
    let store = ValueStore(workers: 2)
    let learner = try Samples.learner(on: store)
    let start = learner.initialise(seed: 1)
    let expected = try learner.weights(of: start)
    var state: ModelState? = start
    for _ in 0..<Self.length {
      state = state.map { learner.combine(weightsOf: $0, momentumOf: $0) }
    }
    let last = try #require(state)
    #expect(try learner.weights(of: last) == expected)
    // Only the two states with a handle still have floats: weights and momentum, padded.
    let stateBytes = 2 * LeNet5.network.parameters.bufferCount * 4
    #expect(store.graph.census.idleBytes == 2 * stateBytes)
  }

  @Test func aGraphThatGoesWithItsStoreDoesNotRecurse() throws {
    var state: ModelState?
    do {
      let learner = try Samples.learner(on: ValueStore(workers: 1))
      state = learner.initialise(seed: 1)
      for _ in 0..<Self.length {
        state = state.map { learner.combine(weightsOf: $0, momentumOf: $0) }
      }
      state.map(learner.request)
    }
    #expect(state != nil)
    state = nil
    #expect(state == nil)
  }
}
