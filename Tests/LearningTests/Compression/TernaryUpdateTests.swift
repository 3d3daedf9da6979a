import Testing

@testable import Learning

/// States that are sent as ternary changes, and samples held out for decisions.
@Suite struct TernaryUpdateTests {
  private func learner() throws -> Learner {
    try Learner(
      store: ValueStore(workers: 1), model: "lenet5",
      dataSet: DataSetRegistry.load(.generated(train: 128, test: 32)),
      optimizer: SGD(learningRate: 0.05, momentum: 0.9), scope: "test")
  }

  @Test("each tensor changes by three values: none, and one scale up and down")
  func threeValues() throws {
    let learner = try learner()
    defer { learner.store.shutDown() }
    let start = learner.initialise(seed: 1)
    let order = SampleOrder.shuffled(count: 128, seed: 1, name: "round", epoch: 1)
    let trained = order.batches(of: 32).reduce(start) { learner.step($0, batch: $1) }
    let sent = try learner.weights(of: learner.ternarised(trained, since: start))
    let (before, after) = (try learner.weights(of: start), try learner.weights(of: trained))
    for (tensor, values) in sent.enumerated() {
      let changes = zip(values, before[tensor]).map { $0 - $1 }
      let sizes = changes.map(abs).filter { $0 > 0 }
      let (least, most) = (try #require(sizes.min()), try #require(sizes.max()))
      // One scale, but for the rounding of the sums.
      #expect(most - least <= 1e-6 + 1e-3 * most)
      for (change, whole) in zip(changes, zip(after[tensor], before[tensor]).map { $0 - $1 })
      where change != 0 {
        #expect((change > 0) == (whole > 0))
      }
    }
  }

  @Test("samples held out are not trained on, and their accuracy is that of these samples")
  func heldOut() throws {
    let split = SampleOrder.split(count: 128, validation: 28, seed: 3)
    #expect(split.training.count == 100 && split.validation.count == 28)
    #expect(Set(split.training.map(Int.init)).isDisjoint(with: split.validation.samples))
    let order = SampleOrder.shuffled(count: 100, seed: 3, name: "round").picked(
      from: split.training)
    #expect(Set(order.samples) == Set(split.training.map(Int.init)))
    let learner = try learner()
    defer { learner.store.shutDown() }
    let state = learner.initialise(seed: 1)
    let all = SampleOrder.inOrder(count: 128).batches(of: 128)[0]
    let halves = SampleOrder.inOrder(count: 128).batches(of: 64)
    let whole = try learner.read(learner.validate(state, samples: all))
    let parts = try halves.map { try learner.read(learner.validate(state, samples: $0)) }
    #expect(abs(whole.accuracy - (parts[0].accuracy + parts[1].accuracy) / 2) < 1e-12)
    #expect(abs(whole.loss - (parts[0].loss + parts[1].loss) / 2) < 1e-5)
  }
}
