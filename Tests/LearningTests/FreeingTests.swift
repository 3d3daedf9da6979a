import Testing

@testable import Learning

/// What nobody needs is freed; what is asked for again comes out the same.
struct FreeingTests {
  private let batches = Samples.order(epoch: 1).batches(of: 64)

  @Test func intermediateStatesAreFreedAndComputedAgain() throws {
    let none = ValueStoreLimits(rememberedBytes: 0, heldBytes: 0)
    let store = ValueStore(workers: 2, limits: none)
    let learner = try Samples.learner(on: store)
    var states = [learner.initialise(seed: 1)]
    for batch in batches.prefix(4) {
      states.append(learner.step(states[states.count - 1], batch: batch))
    }
    let last = try learner.read(learner.evaluate(states[4]))
    #expect(store.graph.census.idleBytes == 0)
    #expect(store.statistics.stepsRepeated == 0)

    // The middle one was freed: its metric needs the first two steps again.
    let middle = try learner.read(learner.evaluate(states[2]))
    #expect(store.statistics.stepsComputed == 4)
    #expect(store.statistics.stepsRepeated == 2)

    let other = try Samples.learner(on: ValueStore(workers: 1))
    var state = other.initialise(seed: 1)
    for batch in batches.prefix(2) { state = other.step(state, batch: batch) }
    #expect(try other.read(other.evaluate(state)) == middle)
    for batch in batches[2..<4] { state = other.step(state, batch: batch) }
    #expect(try other.read(other.evaluate(state)) == last)
  }

  @Test func aStateWithTwoSuccessorsIsNotOverwritten() throws {
    let store = ValueStore(workers: 2)
    let learner = try Samples.learner(on: store)
    func trunk(_ learner: Learner) -> ModelState {
      learner.step(learner.initialise(seed: 1), batch: batches[0])
    }
    let branches = [1, 2].map { learner.step(trunk(learner), batch: batches[$0]) }
    branches.forEach(learner.request)
    let together = try branches.map { try learner.weights(of: $0) }
    for (index, weights) in zip([1, 2], together) {
      let alone = try Samples.learner(on: ValueStore(workers: 1))
      #expect(try alone.weights(of: alone.step(trunk(alone), batch: batches[index])) == weights)
    }
  }

  @Test func theLeastRecentlyUsedRememberedStateGoesFirst() throws {
    let bytes = 2 * LeNet5.network.parameters.bufferCount * 4
    let store = ValueStore(
      workers: 1, limits: ValueStoreLimits(rememberedBytes: 2 * bytes, heldBytes: 2 * bytes))
    let learner = try Samples.learner(on: store)
    for seed in 1...5 as ClosedRange<UInt64> {
      _ = try learner.read(learner.evaluate(learner.initialise(seed: seed)))
    }
    let census = store.graph.census
    #expect(census.nodes == 2)
    #expect(census.idleBytes == 2 * bytes)
    store.shutDown()
    #expect(store.graph.census.nodes == 0)
  }

  @Test func metricsStayReadableAfterTheEnd() throws {
    let store = ValueStore(workers: 1)
    let learner = try Samples.learner(on: store)
    let known = learner.evaluate(learner.initialise(seed: 1))
    let value = try learner.read(known)
    let unknown = learner.evaluate(learner.initialise(seed: 2))
    store.shutDown()
    #expect(try learner.read(known) == value)
    #expect(throws: LearningError.storeShutDown) { try learner.read(unknown) }
  }
}
