import Foundation
import Testing

@testable import Learning

/// One step in precision `npu` or `mixed`: gradients, merging, keys, threads.
struct QuantisedStepTests {
  private static let dataSet = DataSet(
    name: "formula", classCount: 10, train: ColourImages.formula(count: 48),
    test: ColourImages.formula(count: 10))

  private func learner(
    _ store: ValueStore, _ precision: LearningPrecision, model: String = "lenet5",
    momentum: Double = 0.9, weightDecay: Double = 0, chunkSize: Int = Chunking.training
  ) throws -> Learner {
    try Learner(
      store: store, model: model,
      dataSet: ModelRegistry.network(model).input.channels == 3 ? Self.dataSet : Samples.dataSet,
      optimizer: Optimizer(
        .sgd(SGD(learningRate: 0.02, momentum: momentum, weightDecay: weightDecay))),
      precision: precision, chunkSize: chunkSize, scope: "test")
  }

  private let batch = SampleOrder.inOrder(count: 48).batches(of: 48)[0]

  // MARK: Gradients

  /// Along the gradient of int8 products, the FP32 loss falls at first: it makes less than a right
  /// angle with the FP32 gradient.
  ///
  /// What each product loses is bounded in `QuantisedProductsTests`; no bound that would say more follows
  /// from it for a whole network, as batch normalisations amplify what is lost.
  @Test(arguments: ["lenet5", "vgg11", "resnet18"])
  func gradientsPointDownhill(model: String) throws {
    let network = try ModelRegistry.network(model)
    let images =
      network.input.channels == 3 ? Self.dataSet.train : FormulaNumbers.images(count: 48)
    let weights = network.parameters.initialised(seed: 1, by: network.initialisation)
    let kernels = try ThreadKernels()
    func gradient(_ quantised: QuantisedWeights?) throws -> [Float] {
      let plan = StepPlan(
        network, on: batch, of: images, chunkSize: 64, augmentation: .none, quantised: quantised)
      let tensors = network.parameters.tensors(
        of: try kernels.step(plan, weights: weights).gradient)
      return zip(network.parameters.shapes, tensors).flatMap { $0.isTrained ? $1 : [] }
    }
    let exact = try gradient(nil)
    let found = try gradient(QuantisedWeights(network.parameters, of: weights))
    #expect(found != exact)
    #expect(Self.cosine(exact, found) > 0)
  }

  /// Fitted to a few images, the loss falls by a third and more.
  @Test(arguments: ["vgg11", "resnet18", "mobilenet-v1"])
  func deepNetworksLearn(model: String) throws {
    let network = try ModelRegistry.network(model)
    let program = try LearningProgram(
      network: network, dataSet: Self.dataSet,
      optimizer: Optimizer(.sgd(SGD(learningRate: 0.02, momentum: 0.9))), augmentation: .none,
      precision: .npu, compression: .none, batchNorm: .perWorker, chunkSize: 64, scope: nil)
    let state = ParameterState(
      weights: network.parameters.initialised(seed: 1, by: network.initialisation),
      velocity: program.restingVelocity())
    let kernels = try ThreadKernels()
    let batch = SampleOrder.inOrder(count: 16).batches(of: 16)[0]
    let losses = try (1...14).map { _ in
      try QuantisedStep(batch, alpha: nil, program: program, state: state).run(on: kernels)
    }
    #expect(losses[13] < losses[0] * 2 / 3, "\(losses)")
  }

  private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
    var (product, one, other) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      product += Double(x) * Double(y)
      one += Double(x) * Double(x)
      other += Double(y) * Double(y)
    }
    return product / (one * other).squareRoot()
  }

  /// By tensors, each in pieces of three.
  private func finished(_ sum: GradientSum, _ layout: ParameterLayout) -> [[Float]] {
    layout.shapes.indices.map { tensor in
      let (start, count) = (layout.offsets[tensor], layout.shapes[tensor].count)
      return stride(from: 0, to: count, by: 3).flatMap { first in
        let piece = start + first..<start + min(first + 3, count)
        var floats = [Float](repeating: .nan, count: piece.count)
        sum.write(piece, ofTensor: tensor, into: &floats)
        return floats
      }
    }
  }

  /// Each worker's values are whole multiples of its own unit, and the sum is exact.
  @Test func workersRoundByTheirOwnLargest() {
    let layout = ParameterLayout([
      ParameterShape(layer: "a", role: "weights", shape: [2, 4], start: .zeros),
      ParameterShape(layer: "a", role: "bias", shape: [2], start: .zeros),
    ])
    func gradient(scale: Float) -> FloatBuffer {
      let buffer = FloatBuffer(count: layout.bufferCount)
      for index in 0..<8 { buffer.base[index] = scale * Float(index * 16 - 56) }
      for index in 0..<2 { buffer.base[layout.offsets[1] + index] = scale / 3 }
      return buffer
    }
    let sum = GradientSum(
      layout, workers: 3, sums: FloatBuffer(count: 2 * layout.bufferCount),
      result: FloatBuffer(count: layout.bufferCount))
    let scales: [Float] = [1, 0x1p-9, 0x1p-3]
    for scale in scales { sum.add(gradient(scale: scale)) }
    let found = finished(sum, layout)
    // The values need six bits, so that nothing is lost: a common exponent from the largest alone
    // would lose the second worker's.
    for index in 0..<8 {
      #expect(found[0][index] == scales.reduce(0) { $0 + $1 * Float(index * 16 - 56) })
    }
    #expect(found[1][0] == scales.reduce(0) { $0 + $1 / 3 })
    #expect([1, 2, 3, 60, 64, 65].map(GradientSum.headroom) == [24, 23, 22, 18, 18, 17])
  }

  /// The FP32 weights follow by whole multiples of the weights' own unit, biases by any number.
  @Test func weightsFollowTheChangeOfInt8Values() throws {
    let learner = try learner(ValueStore(workers: 1), .npu)
    let start = learner.initialise(seed: 1)
    let before = try learner.weights(of: start)
    let after = try learner.weights(of: learner.step(start, batch: batch))
    let layout = LeNet5.network.parameters
    let weights = QuantisedWeights(
      layout, of: layout.initialised(seed: 1, by: LeNet5.network.initialisation))
    var moved = 0
    for (index, (shape, offset)) in zip(layout.shapes, layout.offsets).enumerated()
    where shape.isQuantised {
      let unit = weights[offset].unit
      for (a, b) in zip(before[index], after[index]) where a != b {
        let units = (b - a) / unit
        #expect(abs(units - units.rounded()) < 1e-3 && units.rounded() != 0)
        moved += 1
      }
    }
    #expect(moved > 100)
    #expect(after[1] != before[1])
  }

  /// The sum of one worker's gradient takes a shorter way to the same bits.
  @Test func oneWorkersGradientIsASumAsWell() {
    let layout = ParameterLayout([
      ParameterShape(layer: "a", role: "weights", shape: [20, 50], start: .zeros),
      ParameterShape(layer: "a", role: "bias", shape: [20], start: .zeros),
    ])
    for exponent in [-130, -40, 0, 30] {
      let gradient = FloatBuffer(count: layout.bufferCount)
      for (salt, (shape, offset)) in zip(layout.shapes, layout.offsets).enumerated() {
        for index in 0..<shape.count {
          // Zeros of both signs are among them.
          gradient.base[offset + index] =
            index % 7 == 0
            ? (index % 2 == 0 ? 0 : -0.0)
            : scalbn(Float(FormulaNumbers.uniform(index, salt)), Int(exponent))
        }
      }
      // Of two workers, of whom one sends nothing.
      let sum = GradientSum(
        layout, workers: 2, sums: FloatBuffer(count: 2 * layout.bufferCount),
        result: FloatBuffer(count: layout.bufferCount))
      sum.add(gradient)
      let expected = finished(sum, layout).map { $0.map(\.bitPattern) }
      let found = finished(GradientSum(layout, of: gradient), layout)
      #expect(found.map { $0.map(\.bitPattern) } == expected)
    }
  }

  // MARK: Merging

  /// With all samples in one of the learners, mixed training is that learner's.
  @Test(arguments: [
    Optimizer.Rule.sgd(SGD(learningRate: 0.02, momentum: 0.9)),
    .sgd(SGD(learningRate: 0.02, momentum: 0.9, weightDecay: 0.01)),
    .adam(Adam(learningRate: 0.002, weightDecay: 0.01)),
  ])
  func theEndsOfMixedAreTheOtherPrecisions(_ rule: Optimizer.Rule) throws {
    let store = ValueStore(workers: 1)
    func weights(_ precision: LearningPrecision, npu: [Int]?) throws -> [[Float]] {
      let learner = try Learner(
        store: store, model: "lenet5", dataSet: Samples.dataSet, optimizer: Optimizer(rule),
        precision: precision, chunkSize: Chunking.training, scope: "test")
      var state = learner.initialise(seed: 1)
      for _ in 1...3 {
        state = learner.step(state, batch: batch.split(over: [32, 16], npu: npu))
      }
      return try learner.weights(of: state)
    }
    let (fp32, npu) = (try weights(.fp32, npu: nil), try weights(.npu, npu: nil))
    #expect(try weights(.mixed(alpha: 0.3), npu: [0, 0]) == fp32)
    #expect(try weights(.mixed(alpha: 0.3), npu: [32, 16]) == npu)
    #expect(fp32 != npu)
  }

  /// W + alpha * dW32 + (1 - alpha) * dW8, each learner with its samples alone.
  @Test func changesAreMergedByAlpha() throws {
    let store = ValueStore(workers: 1)
    let mixed = try learner(store, .mixed(alpha: 0.25), momentum: 0)
    let start = mixed.initialise(seed: 1)
    let plan = batch.split(over: [48], npu: [20])
    let merged = try mixed.weights(of: mixed.step(start, batch: plan))
    func alone(_ precision: LearningPrecision, _ ids: ArraySlice<Int32>) throws -> [[Float]] {
      let learner = try learner(store, precision, momentum: 0)
      return try learner.weights(
        of: learner.step(learner.initialise(seed: 1), batch: SampleBatch(ids: ids)))
    }
    let fp32 = try alone(.fp32, batch.ids.prefix(28))
    let int8 = try alone(.npu, batch.ids.suffix(20))
    for (merged, (a, b)) in zip(merged, zip(fp32, int8)) {
      for (found, (x, y)) in zip(merged, zip(a, b)) {
        #expect(abs(found - (0.25 * x + 0.75 * y)) < 1e-6)
      }
    }
    let other = try mixed.weights(of: mixed.step(start, batch: plan, alpha: 0.5))
    #expect(other != merged)
  }

  /// Each learner of mixed keeps its momentum, in averages as well.
  @Test func bothLearnersKeepTheirMomentum() throws {
    let learner = try learner(ValueStore(workers: 1), .mixed(alpha: 0.5), weightDecay: 0.01)
    let plan = batch.split(over: [24, 24], npu: [12, 12])
    let first = learner.step(learner.initialise(seed: 1), batch: plan)
    let same = learner.average([first, first], weights: [1, 2], momentum: .averaged)
    let reset = learner.average([first, first], weights: [1, 2], momentum: .reset)
    let next = try [first, same, reset].map {
      try learner.weights(of: learner.step($0, batch: plan))
    }
    #expect(next[0] == next[1])
    #expect(next[0] != next[2])
  }

  // MARK: Keys and threads

  @Test func keysTellSplitsAndAlphaApart() throws {
    let store = ValueStore(workers: 1)
    let mixed = try learner(store, .mixed(alpha: 0.5))
    let npu = try learner(store, .npu)
    let fp32 = try learner(store, .fp32)
    func key(_ learner: Learner, _ batch: SampleBatch, alpha: Double? = nil) -> String {
      "\(learner.step(learner.initialise(seed: 1), batch: batch, alpha: alpha).key)"
    }
    let keys = [
      key(fp32, batch), key(npu, batch), key(npu, batch.split(over: [24, 24])),
      key(npu, batch.split(over: [25, 23])),
      key(mixed, batch.split(over: [48], npu: [10])),
      key(mixed, batch.split(over: [48], npu: [11])),
      key(mixed, batch.split(over: [24, 24], npu: [5, 5])),
      key(mixed, batch.split(over: [24, 24], npu: [5, 5]), alpha: 0.6),
    ]
    #expect(Set(keys).count == keys.count)
    // Whose samples they are changes nothing in FP32 without batch normalisation, nor does what an
    // INT8 processor would have trained.
    #expect(key(fp32, batch.split(over: [24, 24], npu: [5, 5])) == key(fp32, batch))
    #expect(key(npu, batch.split(over: [48], npu: [5])) == key(npu, batch))
    // An alpha of its own is that of the learner.
    #expect(
      key(mixed, batch.split(over: [48], npu: [10]), alpha: 0.5)
        == key(mixed, batch.split(over: [48], npu: [10])))
    #expect(
      try key(learner(store, .mixed(alpha: 0.6)), batch.split(over: [24, 24], npu: [5, 5]))
        == keys[7])
  }

  @Test(arguments: [
    ("lenet5", LearningPrecision.npu), ("lenet5", .mixed(alpha: 0.4)), ("vgg11", .npu),
    ("mobilenet-v1", .mixed(alpha: 0.4)),
  ])
  func oneTwoAndThreeWorkersGiveTheSameBits(
    model: String, precision: LearningPrecision
  ) throws {
    func train(workers: Int) throws -> [[Float]] {
      let learner = try learner(
        ValueStore(workers: workers), precision, model: model, chunkSize: 3)
      var state = learner.initialise(seed: 1)
      for batch in SampleOrder.inOrder(count: 24).batches(of: 12) {
        state = learner.step(state, batch: batch.split(over: [7, 5], npu: [3, 2]))
      }
      return try learner.weights(of: state)
    }
    let one = try train(workers: 1)
    #expect(one.allSatisfy { $0.allSatisfy(\.isFinite) })
    for workers in [1, 2, 3] { #expect(try train(workers: workers) == one) }
  }

  // MARK: Similarity and divergence

  @Test func similarityIsOfTheLogits() throws {
    let learner = try learner(ValueStore(workers: 2), .npu)
    let start = learner.initialise(seed: 1)
    let found = try learner.read(learner.similarity(start, samples: batch))
    #expect(found > 0.98 && found < 1)
    #expect(try learner.read(learner.similarity(start, samples: batch)) == found)
    let other = SampleBatch(ids: batch.ids.prefix(3))
    #expect(try learner.read(learner.similarity(start, samples: other)) != found)
    // It leaves the state's own metric alone.
    #expect(try learner.read(learner.evaluate(start)).loss > 1)
  }

  @Test func divergenceIsToldAsInFP32() throws {
    let learner = try Learner(
      store: ValueStore(workers: 1), model: "lenet5", dataSet: Samples.dataSet,
      optimizer: Optimizer(.sgd(SGD(learningRate: 1e38, momentum: 0.9))), precision: .npu,
      scope: "test")
    var state = learner.initialise(seed: 1)
    for _ in 1...8 { state = learner.step(state, batch: batch) }
    let error = #expect(throws: LearningError.self) { try learner.read(learner.evaluate(state)) }
    guard case .notFinite(let model, _, let rate)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(model == "lenet5" && rate == 1e38)
  }
}
