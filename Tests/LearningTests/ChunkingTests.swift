import Foundation
import Testing

@testable import Learning

/// A step in chunks, on one thread or several.
struct ChunkingTests {
  private static let network = TrajectoryTests.residual
  private let images = FormulaNumbers.images(count: 48)

  private func learner(
    _ store: ValueStore, model: String = "resnet18", chunkSize: Int
  ) throws -> Learner {
    let dataSet = DataSet(
      name: "formula", classCount: 10, train: ColourImages.formula(count: 48),
      test: ColourImages.formula(count: 10))
    return try Learner(
      store: store, model: model, dataSet: dataSet,
      optimizer: Optimizer(.sgd(SGD(learningRate: 0.01, momentum: 0.9))), chunkSize: chunkSize,
      scope: "test")
  }

  @Test(arguments: ["vgg11", "vgg11-plain"])
  func oneTwoAndThreeWorkersGiveTheSameBits(model: String) throws {
    func train(workers: Int) throws -> [[Float]] {
      let learner = try learner(ValueStore(workers: workers), model: model, chunkSize: 5)
      var state = learner.initialise(seed: 1)
      for batch in SampleOrder.inOrder(count: 48).batches(of: 16) {
        state = learner.step(state, batch: batch)
      }
      return try learner.weights(of: state)
    }
    let one = try train(workers: 1)
    for workers in [1, 2, 3] { #expect(try train(workers: workers) == one) }
  }

  private func gradient(chunkSize: Int, workers: [Int]? = nil) throws -> [[Float]] {
    var batch = SampleOrder.inOrder(count: 48).batches(of: 48)[0]
    if let workers { batch = batch.split(over: workers) }
    let plan = StepPlan(
      Self.network, on: batch, of: images, chunkSize: chunkSize, augmentation: .none)
    let result = try ThreadKernels().step(plan, weights: FormulaNumbers.weights(of: Self.network))
    return Self.network.parameters.tensors(of: result.gradient)
  }

  /// Batch normalisation takes the statistics of the whole batch, however it is cut.
  @Test func chunksOfACoupledBatchChangeOnlyTheRounding() throws {
    let whole = try gradient(chunkSize: 48)
    let names = Self.network.parameters.shapes.map(\.name)
    for size in [24, 20, 7] {
      for (name, (one, other)) in zip(names, zip(whole, try gradient(chunkSize: size))) {
        let largest = one.map(abs).max() ?? 0
        let difference = zip(one, other).map { abs($0 - $1) }.max() ?? 0
        #expect(difference <= 1e-4 * largest, "\(name) in chunks of \(size)")
      }
    }
  }

  /// Per worker: the sum of what each worker alone would get, weighted by its samples.
  @Test func everyWorkerNormalisesWithItsOwnSamples() throws {
    let together = try gradient(chunkSize: 64, workers: [32, 16])
    let ids = SampleOrder.inOrder(count: 48).batches(of: 48)[0].ids
    var expected: [[Double]] = []
    for (part, share) in [(ids[0..<32], 2.0 / 3), (ids[32..<48], 1.0 / 3)] {
      let plan = StepPlan(Self.network, on: SampleBatch(ids: part), of: images)
      let result = try ThreadKernels().step(
        plan, weights: FormulaNumbers.weights(of: Self.network))
      let alone = Self.network.parameters.tensors(of: result.gradient)
        .map { $0.map { share * Double($0) } }
      expected = expected.isEmpty ? alone : zip(expected, alone).map { zip($0, $1).map(+) }
    }
    for (found, expected) in zip(together, expected) {
      let largest = expected.map(abs).max() ?? 0
      for (x, y) in zip(found, expected) { #expect(abs(Double(x) - y) <= 1e-4 * largest) }
    }
    #expect(try gradient(chunkSize: 64) != together)
  }

  @Test func workersShareChunksAsLongAsTheyFit() {
    func chunks(_ workers: [Int]) -> [[[Int]]] {
      let count = workers.reduce(0, +)
      let batch = SampleOrder.inOrder(count: count).batches(of: count)[0].split(over: workers)
      let plan = StepPlan(
        Self.network, on: batch, of: images, chunkSize: 20, augmentation: .none)
      #expect(plan.groups.joined().flatMap(\.ids) == Array(0..<Int32(count)))
      return plan.groups.map { $0.map { $0.workers.map(\.count) } }
    }
    #expect(chunks([10, 10, 12, 9, 6]) == [[[10, 10]], [[12]], [[9, 6]]])
    #expect(chunks([6, 30, 6, 5]) == [[[6]], [[20], [10]], [[6, 5]]])
    #expect(chunks([48]) == [[[20], [20], [8]]])
  }

  /// Chunks of several workers beside one worker's that is cut, on one and three threads.
  @Test func workersSideBySideChangeOnlyTheRounding() throws {
    let workers = [6, 24, 6, 6, 6]
    let alone = try gradient(chunkSize: 1, workers: workers)
    let names = Self.network.parameters.shapes.map(\.name)
    for size in [12, 20] {
      let shared = try gradient(chunkSize: size, workers: workers)
      for (name, (one, other)) in zip(names, zip(alone, shared)) {
        let largest = one.map(abs).max() ?? 0
        let difference = zip(one, other).map { abs($0 - $1) }.max() ?? 0
        #expect(difference <= 1e-4 * largest, "\(name) in chunks of \(size)")
      }
    }
  }

  /// Chunks of several workers and of one, and two of one worker that meet.
  @Test func anyNumberOfThreadsGivesTheSameGradient() throws {
    let workers = [4, 4, 5, 3, 7, 12, 6, 4, 3]
    let batch = SampleOrder.inOrder(count: 48).batches(of: 48)[0].split(over: workers)
    let plan = StepPlan(
      Self.network, on: batch, of: images, chunkSize: 9, augmentation: .none)
    #expect(plan.groups.map(\.count) == [1, 1, 1, 2, 1, 1])
    func gradient(threads: Int) throws -> [[Float]] {
      let count = Self.network.parameters.bufferCount
      let team = StepTeam(
        plan, members: threads, weights: FormulaNumbers.weights(of: Self.network),
        buffers: { _ in FloatBuffer(count: count) }, update: { _ in })
      let done = DispatchSemaphore(value: 0)
      for member in 0..<threads {
        KernelThread.start(name: "member \(member)") {
          // Without kernels the others would wait for ever: better no test at all.
          guard let kernels = try? ThreadKernels() else { preconditionFailure("no kernels") }
          team.take(part: member, on: kernels)
          done.signal()
        }
      }
      for _ in 0..<threads {
        try #require(done.wait(timeout: .now() + 120) == .success, "a thread waits for ever")
      }
      try team.check()
      return Self.network.parameters.tensors(of: team.sum)
    }
    let alone = try gradient(threads: 1)
    #expect(alone.contains { $0.contains { $0 != 0 } })
    for threads in 2...4 { #expect(try gradient(threads: threads) == alone) }
  }

  /// What decides whether the key of a step has `StepPlan.rule` in it.
  @Test func keysTellWhereChunksAreShared() throws {
    func shares(
      _ workers: [Int], npu: [Int]? = nil, _ precision: LearningPrecision = .fp32,
      compression: GradientCompression = .none, batchNorm: BatchNormMode = .perWorker,
      network: NetworkDefinition = ResNet18.network
    ) throws -> Bool {
      let images = ColourImages.formula(count: 48)
      let program = try LearningProgram(
        network: network,
        dataSet: DataSet(name: "formula", classCount: 10, train: images, test: images),
        optimizer: Optimizer(.sgd(SGD(learningRate: 0.01, momentum: 0))), augmentation: .none,
        precision: precision, compression: compression, batchNorm: batchNorm, chunkSize: 16,
        scope: nil)
      let count = workers.reduce(0, +)
      return program.sharesChunks(
        SampleOrder.inOrder(count: count).batches(of: count)[0].split(over: workers, npu: npu))
    }
    #expect(try shares([8, 8]))
    #expect(try shares([12, 12, 4]))
    #expect(try !shares([12, 12, 5]))
    #expect(try !shares([48]))
    #expect(try !shares([8, 8], .npu))
    #expect(try shares([16, 16], npu: [8, 8], .mixed(alpha: 0.5)))
    #expect(try !shares([16, 16], npu: [8, 16], .mixed(alpha: 0.5)))
    #expect(try shares([8, 8], .mixed(alpha: 0.5)))
    #expect(try !shares([8, 8], compression: .oneBit))
    #expect(try !shares([8, 8], batchNorm: .synchronised))
    #expect(try !shares([8, 8], network: ModelRegistry.network("vgg11-plain")))
  }

  /// In mixed precision the samples that workers train in FP32 share chunks.
  @Test func mixedWorkersShareChunks() throws {
    func weights(steps: Int = 1, chunkSize: Int) throws -> [[Float]] {
      let dataSet = DataSet(
        name: "formula", classCount: 10, train: ColourImages.formula(count: 48),
        test: ColourImages.formula(count: 10))
      let learner = try Learner(
        store: ValueStore(workers: 1), model: "vgg11", dataSet: dataSet,
        optimizer: Optimizer(.sgd(SGD(learningRate: 0.01, momentum: 0.9))),
        precision: .mixed(alpha: 0.5), chunkSize: chunkSize, scope: "test")
      let batch = SampleOrder.inOrder(count: 36).batches(of: 36)[0]
        .split(over: [12, 12, 12], npu: [6, 6, 6])
      let start = learner.initialise(seed: 1)
      return try learner.weights(of: steps == 0 ? start : learner.step(start, batch: batch))
    }
    // INT8 learners have six samples each, so their chunks are the same.
    let start = try weights(steps: 0, chunkSize: 6).joined()
    let (one, other) = (try weights(chunkSize: 6).joined(), try weights(chunkSize: 18).joined())
    var (difference, change) = (0.0, 0.0)
    for (before, (x, y)) in zip(start, zip(one, other)) {
      difference += Double(x - y) * Double(x - y)
      change += Double(x - before) * Double(x - before)
    }
    #expect(difference > 0)
    #expect(difference.squareRoot() <= 1e-4 * change.squareRoot())
  }

  /// Where batches take many sizes networks go, and come again with the same bits.
  @Test func networksOfManySizesAreNotKept() throws {
    let kernels = try ThreadKernels()
    let network = try ModelRegistry.network("lenet5")
    let weights = network.parameters.initialised(seed: 1, by: network.initialisation)
    func gradient(_ count: Int) throws -> [[Float]] {
      let batch = SampleOrder.inOrder(count: count).batches(of: count)[0]
      let plan = StepPlan(
        network, on: batch, of: images, chunkSize: 64, augmentation: .none)
      let result = try kernels.step(plan, weights: weights)
      return network.parameters.tensors(of: result.gradient)
    }
    let first = try gradient(48)
    for count in 1...47 { _ = try gradient(count) }
    // The last 33 calls stay, however many samples they are.
    #expect(kernels.trainingNetworkCount == 33)
    #expect(try gradient(48) == first)
  }

  @Test func theRunningStatisticsFollowTheBatch() throws {
    let learner = try learner(ValueStore(workers: 1), chunkSize: 64)
    let layout = ResNet18.network.parameters
    let start = learner.initialise(seed: 1)
    let batch = SampleOrder.inOrder(count: 48).batches(of: 48)[0]
    let after = try learner.weights(of: learner.step(start, batch: batch))
    for (shape, values) in zip(layout.shapes, after) where shape.role == "variance" {
      #expect(values.allSatisfy { $0 > 0.899 }, "\(shape.name) follows by a tenth")
      #expect(values.contains { abs($0 - 1) > 1e-4 }, "\(shape.name) has moved")
    }
    // Averaging takes them along; evaluation uses them.
    let average = learner.average(
      [start, learner.step(start, batch: batch)], weights: [1, 1], momentum: .reset)
    #expect(try learner.read(learner.evaluate(average)).loss.isFinite)
  }
}

/// Colour images by the formula.
enum ColourImages {
  static func formula(count: Int) -> LabelledImages {
    let shape = SampleShape(channels: 3, height: 32, width: 32)
    return LabelledImages(
      shape: shape,
      pixels: (0..<count * shape.elementCount).map { UInt8(FormulaNumbers.word($0, 100) >> 24) },
      labels: (0..<count).map { UInt8(FormulaNumbers.word($0, 101) % 10) })
  }
}
