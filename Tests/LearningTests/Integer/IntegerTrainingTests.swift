import Testing

@testable import Learning

struct IntegerTrainingTests {
  private func learner(_ store: ValueStore, bits: Int = 5) throws -> Learner {
    try Learner(
      store: store, model: "lenet5", dataSet: Samples.dataSet,
      optimizer: Optimizer(.sgd(Samples.optimizer)), precision: .niti(GradientBits([(1, bits)])),
      scope: "test")
  }

  @Test func leNet5LearnsInIntegersAlone() throws {
    let learner = try learner(ValueStore(workers: 2))
    var state = learner.initialise(seed: 1)
    let before = try learner.read(learner.evaluate(state))
    for epoch in 1...6 {
      for batch in Samples.order(epoch: epoch).batches(of: 32) {
        state = learner.step(state, batch: batch)
      }
    }
    let after = try learner.read(learner.evaluate(state))
    #expect(before.accuracy < 0.4)
    #expect(after.accuracy > 0.8)
    // Every weight is still an int8 value on its layer's scale, and biases are zero.
    let tensors = try learner.weights(of: state)
    let unit = Float(
      sign: .plus,
      exponent: IntegerWeights.exponent(
        of: IntegerShape(
          input: SampleShape(channels: 1, height: 28, width: 28),
          output: SampleShape(channels: 6, height: 28, width: 28), filterHeight: 5,
          filterWidth: 5, padding: 2)), significand: 1)
    #expect(tensors[0].allSatisfy { ($0 / unit).rounded() == $0 / unit && abs($0 / unit) <= 127 })
    #expect(tensors[1].allSatisfy { $0 == 0 })
  }

  @Test func keysTellPrecisionsAndBitsApart() throws {
    let store = ValueStore(workers: 1)
    let batch = Samples.order(epoch: 1).batches(of: 32)[0]
    let keys = try [4, 5].map { bits in
      let learner = try learner(store, bits: bits)
      return learner.step(learner.initialise(seed: 1), batch: batch).key
    }
    let float = try Samples.learner(on: store)
    #expect(Set(keys + [float.step(float.initialise(seed: 1), batch: batch).key]).count == 3)
  }

  @Test func theScheduleOfBitsIsAsPublished() {
    let bits = [1, 100, 101, 150, 151, 200].map { GradientBits.published.bits(in: $0) }
    #expect(bits == [5, 5, 4, 4, 3, 3])
  }
}
