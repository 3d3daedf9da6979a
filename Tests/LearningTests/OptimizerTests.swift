import Foundation
import Testing

@testable import Learning

/// Ten steps of each optimiser beside PyTorch in float64 (Benchmarks/pytorch/optimizer_vectors.py).
struct OptimizerTests {
  struct Vectors: Decodable { let cases: [VectorSummary] }

  static let rules: [String: Optimizer.Rule] = [
    "sgd": .sgd(SGD(learningRate: 0.1, momentum: 0)),
    "momentum": .sgd(SGD(learningRate: 0.1, momentum: 0.9)),
    "weight decay": .sgd(SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.05)),
    "nesterov": .sgd(
      SGD(learningRate: 0.1, momentum: 0.8, weightDecay: 0.01, nesterov: true)),
    "adam": .adam(Adam(learningRate: 0.01)),
    "adam weight decay": .adam(
      Adam(learningRate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1)),
  ]

  @Test(arguments: rules.keys.sorted())
  func tenStepsAgreeWithFloat64(name: String) throws {
    let expected = try #require(
      VectorFile.read("optimizers", as: Vectors.self).cases.first { $0.name == name })
    let layout = ParameterLayout([
      ParameterShape(layer: "a", role: "weights", shape: [100], start: .zeros)
    ])
    let optimizer = Optimizer(try #require(Self.rules[name]))
    let state = ParameterState(
      weights: FloatBuffer(count: layout.bufferCount),
      velocity: FloatBuffer(count: optimizer.stateCount(weights: layout.bufferCount)))
    func fill(_ buffer: FloatBuffer, salt: Int) {
      for index in 0..<100 { buffer.base[index] = Float(FormulaNumbers.uniform(index, salt)) }
    }
    fill(state.weights, salt: 39)
    let gradient = FloatBuffer(count: layout.bufferCount)
    for number in 0..<10 {
      fill(gradient, salt: 40 + number)
      let step = OptimizerStep(
        optimizer, rate: optimizer.learningRate, state: state, layout: layout)
      // In two pieces, as two threads would.
      step.apply(gradient, to: 0..<48)
      step.apply(gradient, to: 48..<layout.bufferCount)
    }
    expected.expect(layout.tensors(of: state.weights)[0], tolerance: 1e-5, name)
    #expect(state.weights.base[100] == 0, "gaps stay zero")
  }

  @Test func adamStartsAgainWhereMomentumIsReset() throws {
    let store = ValueStore(workers: 1)
    let learner = try Learner(
      store: store, model: "lenet5", dataSet: Samples.dataSet,
      optimizer: Optimizer(.adam(Adam(learningRate: 1e-3))), scope: "test")
    let batches = Samples.order(epoch: 1).batches(of: 32)
    let start = learner.initialise(seed: 1)
    let reset = learner.average([start], weights: [1], momentum: .reset)
    #expect(
      try learner.weights(of: learner.step(start, batch: batches[0]))
        == learner.weights(of: learner.step(reset, batch: batches[0])))
    var state = start
    for batch in batches { state = learner.step(state, batch: batch) }
    let before = try learner.read(learner.evaluate(start)).loss
    #expect(try learner.read(learner.evaluate(state)).loss < before)
  }

  @Test func schedulesFollowTheirFormulas() {
    func factors(_ schedule: Schedule, _ epochs: [Double]) -> [Double] {
      epochs.map(schedule.factor)
    }
    #expect(factors(.constant, [0, 7.5]) == [1, 1])
    let step = Schedule(.step(epochs: 10, factor: 0.5))
    #expect(factors(step, [0, 9.99, 10, 25, 30]) == [1, 1, 0.5, 0.25, 0.125])
    let cosine = Schedule(.cosine(epochs: 20), warmUp: 2)
    #expect(cosine.factor(at: 1) == 0.5 * (1 + cos(.pi / 20)) / 2)
    #expect(abs(cosine.factor(at: 10) - 0.5) < 1e-12)
    #expect(cosine.factor(at: 20) == 0)
    #expect(cosine.factor(at: 25) == 0)
  }

  @Test func theRateOfAStepEntersItsKey() throws {
    let store = ValueStore(workers: 1)
    func key(_ optimizer: Optimizer, epoch: Int) throws -> String {
      let learner = try Learner(
        store: store, model: "lenet5", dataSet: Samples.dataSet, optimizer: optimizer,
        scope: "test")
      let order = SampleOrder.shuffled(count: 64, seed: 1, name: "a", epoch: epoch)
      return learner.step(learner.initialise(seed: 1), batch: order.batches(of: 64)[0])
        .key.description
    }
    let sgd = Optimizer.Rule.sgd(SGD(learningRate: 0.1, momentum: 0.9))
    let halved = Optimizer(sgd, schedule: Schedule(.step(epochs: 1, factor: 0.5)))
    let plain = try key(Optimizer(sgd), epoch: 1)
    // Only the rate counts, not where it comes from, nor the epoch of a constant one.
    #expect(try key(Optimizer(sgd), epoch: 2) == plain)
    #expect(try key(halved, epoch: 1) == plain)
    #expect(try key(halved, epoch: 2) != plain)
    let nesterov = SGD(learningRate: 0.1, momentum: 0.9, nesterov: true)
    #expect(try key(Optimizer(.sgd(nesterov)), epoch: 1) != plain)
    #expect(try key(Optimizer(.adam(Adam(learningRate: 0.1))), epoch: 1) != plain)
  }
}
