import Foundation
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

  /// An average without momentum needs the weights alone; a step from there needs all of it.
  @Test(arguments: [MomentumRule.reset, .averaged, .local])
  func statesThatAreOnlyAveragedKeepTheirWeightsAlone(_ rule: MomentumRule) throws {
    func run(_ store: ValueStore) throws -> (average: [[Float]], next: [[Float]]) {
      let learner = try Samples.learner(on: store)
      let start = learner.initialise(seed: 1)
      func end(_ index: Int) -> ModelState {
        let first = learner.step(start, batch: batches[index])
        return learner.step(first, batch: batches[index + 2])
      }
      let average = learner.average([end(0), end(1)], weights: [1, 3], momentum: rule)
      let states = store.graph.exclusively {
        store.graph.nodes[average.key]?.inputs.map { $0 } ?? []
      }
      // The average's inputs are computed, and nobody holds them: the average itself is not yet.
      store.graph.exclusively { for state in states { store.graph.demand(state) } }
      while !store.graph.exclusively({ states.allSatisfy { $0.isAvailable(whole: false) } }) {
        Thread.sleep(forTimeInterval: 0.001)
      }
      let whole = store.graph.exclusively { states.map { $0.isAvailable(whole: true) } }
      #expect(whole == [rule != .reset, rule == .averaged])
      // A step from one of them while it has lost its momentum: it is computed again.
      let next = try learner.weights(of: learner.step(end(1), batch: batches[4]))
      let weights = try learner.weights(of: average)
      #expect(store.statistics.stepsRepeated == (rule == .averaged ? 0 : 2))
      return (weights, next)
    }
    let alone = try Samples.learner(on: ValueStore(workers: 1))
    func end(_ index: Int) -> ModelState {
      let first = alone.step(alone.initialise(seed: 1), batch: batches[index])
      return alone.step(first, batch: batches[index + 2])
    }
    let held = [end(0), end(1)]
    let next = try alone.weights(of: alone.step(held[1], batch: batches[4]))
    let average = try alone.weights(of: alone.average(held, weights: [1, 3], momentum: rule))
    let none = ValueStoreLimits(rememberedBytes: 0, heldBytes: 0)
    for workers in [1, 2] {
      let found = try run(ValueStore(workers: workers, limits: none))
      #expect(found.next == next)
      #expect(found.average == average)
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
