import CKernels
import Testing

@testable import Learning

/// What is sent and what stays behind make up the gradient, and training still learns.
struct GradientCompressionTests {
  private let values: [Float] = (0..<1000).map { Float(($0 * 7919) % 1009) / 500 - 1 }

  private func memory(_ count: Int) -> WorkerMemory {
    WorkerMemory(
      (0..<count).map { _ in FloatBuffer(count: LeNet5.network.parameters.bufferCount) }[...])
  }

  @Test(arguments: [1, 2, 17, 500, 999, 1000])
  func theKthLargestIsThatOfASort(_ k: Int) {
    var scratch = values
    #expect(tidewatt_choose(&scratch, values.count, k) == values.sorted(by: >)[k - 1])
    var equal = [Float](repeating: 3, count: 100)
    #expect(tidewatt_choose(&equal, 100, min(k, 100)) == 3)
    let places: [UInt32] = [7, 3, 500]
    let magnitudes = places.map { abs(values[Int($0)]) }.sorted(by: >)
    for rank in 1...3 {
      #expect(tidewatt_magnitude_at(values, places, 3, rank, &scratch) == magnitudes[rank - 1])
    }
  }

  @Test func ofEqualMagnitudesTheFirstAreSent() {
    var residual: [Float] = [1, -2, 2, 0.5, -2, 2]
    var momentum = [Float](repeating: 9, count: 6)
    var sum = [Float](repeating: 1, count: 6)
    let places: [UInt32] = [1, 2, 4, 5]
    tidewatt_send_largest(&residual, &momentum, &sum, 0.5, places, 4, 2, 3)
    #expect(sum == [1, 0, 2, 1, 0, 1])
    #expect(residual == [1, 0, 0, 0.5, 0, 2])
    #expect(momentum == [9, 0, 0, 9, 0, 9])
  }

  /// Against the definition, with a sample that sees what is there, one that sees next to nothing, and one
  /// that sees the largest alone, whose bound is above what is to be sent.
  @Test(arguments: [0.0001, 0.001, 0.01, 0.3, 0.5, 0.999, 1], [1, 1 / 1024, 1024] as [Float])
  func exactlyTheLargestAreSent(_ share: Double, scaleOfTheSample: Float) throws {
    let count = 200_000
    let layout = ParameterLayout([
      ParameterShape(layer: "fc", role: "weights", shape: [count], start: .zeros)
    ])
    let stride = GradientCompression.samplingStride(of: count)
    #expect(stride == 3)
    let memory = WorkerMemory((0..<2).map { _ in FloatBuffer(count: count) }[...])
    let momentum = try #require(memory.momentum)
    let (gradient, scratch) = (FloatBuffer(count: count), CompressionScratch(layout))
    let k = GradientCompression.topK(share: share).sentCount(of: count)
    for step in 1...2 {
      for index in 0..<count {
        let value = Float((index &* 48_271 &* step) % 4099) / 64 - 32
        gradient.base[index] =
          index % stride == 0 ? value * scaleOfTheSample : value
      }
      let before = (0..<count).map {
        memory.residual.base[$0] + (0.5 * momentum.base[$0] + gradient.base[$0])
      }
      var magnitudes = before.map { abs($0) }
      let threshold = tidewatt_choose(&magnitudes, count, k)
      var equals = k - before.count { abs($0) > threshold }
      let sum = FloatBuffer(count: count)
      memory.send(
        gradient, by: .topK(share: share), decay: 0.5, layout: layout, share: 0.25, onto: sum,
        scratch: scratch)
      var wrong = 0
      for (index, value) in before.enumerated() {
        let isFirstEqual = abs(value) == threshold && equals > 0
        if isFirstEqual { equals -= 1 }
        let isSent = abs(value) > threshold || isFirstEqual
        let expected = isSent ? (0.25 * value, 0) : (0, value)
        if (sum.base[index], memory.residual.base[index]) != expected { wrong += 1 }
        if isSent && momentum.base[index] != 0 { wrong += 1 }
      }
      #expect(wrong == 0)
    }
  }

  @Test func signsKeepTheSumAndTernaryKeepsTheRest() {
    for take in [tidewatt_take_signs, tidewatt_take_ternary] {
      var rest = values
      var taken = [Float](repeating: 0, count: values.count)
      take(&rest, &taken, values.count)
      for index in values.indices {
        #expect(abs(rest[index] + taken[index] - values[index]) < 1e-6)
      }
      #expect(Set(taken).count <= 3)
    }
    var rest = values
    var taken = [Float](repeating: 0, count: values.count)
    tidewatt_take_signs(&rest, &taken, values.count)
    let sums = [values, taken].map { $0.reduce(0.0) { $0 + Double($1) } }
    #expect(abs(sums[0] - sums[1]) < 1e-3)
  }

  @Test func topKSendsExactlyItsShareAndForgetsNothing() {
    let layout = LeNet5.network.parameters
    let memory = memory(2)
    let gradient = FloatBuffer(count: layout.bufferCount)
    for (shape, offset) in zip(layout.shapes, layout.offsets) {
      for index in 0..<shape.count {
        gradient.base[offset + index] = Float((index * 31 + offset) % 97) - 48.5
      }
    }
    let scratch = CompressionScratch(layout)
    var total = [Double](repeating: 0, count: layout.bufferCount)
    for _ in 0..<3 {
      let sent = FloatBuffer(count: layout.bufferCount)
      memory.send(
        gradient, by: .topK(share: 0.01), decay: 0, layout: layout, share: 1, onto: sent,
        scratch: scratch)
      #expect((0..<sent.count).count { sent.base[$0] != 0 } == 618)  // 1 % of 61,706, rounded up
      for index in total.indices { total[index] += Double(sent.base[index]) }
    }
    // Without momentum, three gradients went in.
    for index in total.indices {
      #expect(
        total[index] + Double(memory.residual.base[index]) == 3 * Double(gradient.base[index]))
    }
  }

  @Test func bytesFollowFromTheModelAlone() {
    let parameters = 61_706
    #expect(GradientCompression.none.bytes(parameters: parameters, tensors: 10) == 246_824)
    #expect(
      GradientCompression.topK(share: 0.001).bytes(parameters: parameters, tensors: 10) == 496)
    #expect(GradientCompression.oneBit.bytes(parameters: parameters, tensors: 10) == 7794)
    #expect(GradientCompression.ternary.bytes(parameters: parameters, tensors: 10) == 15_467)
  }

  private func learner(
    _ store: ValueStore, _ compression: GradientCompression, momentum: Double = 0.9
  ) throws -> Learner {
    try Learner(
      store: store, model: "lenet5", dataSet: Samples.dataSet,
      optimizer: Optimizer(.sgd(SGD(learningRate: 0.02, momentum: momentum))),
      compression: compression, scope: "test")
  }

  @Test func sendingEverythingIsTheUncompressedStep() throws {
    let store = ValueStore(workers: 2)
    let all = try learner(store, .topK(share: 1), momentum: 0)
    let plain = try learner(store, .none, momentum: 0)
    let batch = Samples.order(epoch: 1).batches(of: 60)[0].split(over: [20, 20, 20])
    let found = try all.weights(of: all.step(all.initialise(seed: 1), batch: batch))
    let expected = try plain.weights(of: plain.step(plain.initialise(seed: 1), batch: batch))
    for (a, b) in zip(found.joined(), expected.joined()) { #expect(abs(a - b) < 1e-6) }
  }

  @Test(arguments: [GradientCompression.topK(share: 0.01), .oneBit, .ternary])
  func compressedTrainingLearns(_ compression: GradientCompression) throws {
    let learner = try learner(ValueStore(workers: 2), compression)
    var state = learner.initialise(seed: 1)
    for epoch in 1...8 {
      for batch in Samples.order(epoch: epoch).batches(of: 64) {
        let half = batch.count / 2
        state = learner.step(state, batch: batch.split(over: [half, batch.count - half]))
      }
    }
    #expect(try learner.read(learner.evaluate(state)).accuracy > 0.8)
  }

  @Test func theSplitOverWorkersReachesTheKeyOnlyWhenCompressed() throws {
    let store = ValueStore(workers: 1)
    let batch = Samples.order(epoch: 1).batches(of: 60)[0]
    func keys(_ compression: GradientCompression) throws -> Int {
      let learner = try learner(store, compression)
      let start = learner.initialise(seed: 1)
      return Set(
        [[60], [30, 30], [20, 40]].map { learner.step(start, batch: batch.split(over: $0)).key }
      ).count
    }
    #expect(try keys(.none) == 1)
    #expect(try keys(.oneBit) >= 2)
  }

  /// A last batch of a round that has fewer samples than workers.
  @Test func workersWithoutASampleKeepWhatTheyKeptBack() throws {
    let learner = try learner(ValueStore(workers: 1), .topK(share: 0.01))
    let order = Samples.order(epoch: 1).batches(of: 60)
    let start = learner.initialise(seed: 1)
    let first = learner.step(start, batch: order[0].split(over: [20, 20, 20]))
    func kept(_ state: ModelState) throws -> [[Float]] {
      try learner.store.graph.read(state) { state in
        state.memories.map { Array(UnsafeBufferPointer(start: $0.base, count: $0.count)) }
      }
    }
    let before = try kept(first)
    let short = learner.step(first, batch: order[1].split(over: [60, 0, 0]))
    let after = try kept(short)
    #expect(before.count == 6 && after.count == 6)
    #expect(after[0] != before[0])
    #expect(after[2...] == before[2...])
    #expect(before[2...].allSatisfy { $0.contains { $0 != 0 } })
  }

  @Test func compressionWithAdamIsRefused() {
    #expect(throws: LearningError.uncompressible(precision: "fp32")) {
      try Learner(
        store: ValueStore(workers: 1), model: "lenet5", dataSet: Samples.dataSet,
        optimizer: Optimizer(.adam(Adam(learningRate: 0.001))), compression: .oneBit,
        scope: "test")
    }
  }
}
