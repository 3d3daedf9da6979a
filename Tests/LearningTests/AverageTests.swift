import Testing

@testable import Learning

struct AverageTests {
  let store = ValueStore(workers: 2)
  private let batches = Samples.order(epoch: 1).batches(of: 32)

  @Test func theAverageOfEqualStatesIsThatStateToTheBit() throws {
    let learner = try Samples.learner(on: store)
    let state = learner.step(learner.initialise(seed: 1), batch: batches[0])
    let average = learner.average(
      [state, state, state], weights: [853, 7, 1001], momentum: .averaged)
    #expect(try learner.weights(of: average) == learner.weights(of: state))
    // With the momentum averaged as well, the next step is the same to the bit.
    #expect(
      try learner.weights(of: learner.step(average, batch: batches[1]))
        == learner.weights(of: learner.step(state, batch: batches[1])))
  }

  @Test func averagesAreWeightedBySamples() throws {
    let learner = try Samples.learner(on: store)
    let a = learner.initialise(seed: 1)
    let b = learner.initialise(seed: 2)
    let average = try learner.weights(
      of: learner.average([a, b], weights: [3, 1], momentum: .reset))
    let left = try learner.weights(of: a)
    let right = try learner.weights(of: b)
    for (tensor, (x, y)) in zip(average, zip(left, right)) {
      for (value, (x, y)) in zip(tensor, zip(x, y)) {
        #expect(value == Float((3 * Double(x) + Double(y)) / 4))
      }
    }
  }

  @Test func momentumIsResetKeptOrTakenFromAnother() throws {
    let learner = try Samples.learner(on: store)
    let state = learner.step(learner.initialise(seed: 1), batch: batches[0])
    func next(_ state: ModelState) throws -> [[Float]] {
      try learner.weights(of: learner.step(state, batch: batches[1]))
    }
    let kept = try next(state)
    let reset = learner.average([state], weights: [1], momentum: .reset)
    #expect(try next(reset) != kept)
    #expect(try next(learner.average([state], weights: [1], momentum: .local)) == kept)
    #expect(try next(learner.combine(weightsOf: reset, momentumOf: state)) == kept)
  }

  /// One step from equal weights on equal shards, averaged, is one step on all of their samples:
  /// the mean gradient is the mean of the shards' mean gradients.
  @Test func oneStepOnShardsAveragedIsOneStepOnTheWhole() throws {
    let learner = try Samples.learner(on: store)
    let start = learner.initialise(seed: 1)
    let order = SampleOrder.inOrder(count: 128)
    let whole = try learner.weights(of: learner.step(start, batch: order.batches(of: 128)[0]))
    let shards = order.shards(4).map { learner.step(start, batch: $0.batches(of: 32)[0]) }
    let parts = try learner.weights(
      of: learner.average(shards, weights: [32, 32, 32, 32], momentum: .averaged))
    for (x, y) in zip(whole.joined(), parts.joined()) { #expect(abs(x - y) < 1e-6) }
  }
}
