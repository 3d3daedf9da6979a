import CxxReference
import Foundation
import Learning

/// Training steps beside PyTorch's, and the convolutions beside the processor's peak.
///
/// Two threads compute one step in two chunks. All rows are on the wall clock, as several threads
/// take part: measure on an idle machine.
let learningGroup = BenchmarkGroup(name: "learning") { note in
  var rows: [Peer.Row] = []
  for model in ["lenet5", "vgg11", "resnet18", "mobilenet-v1"] {
    for batch in [64, 16] {
      for threads in [1, 2] {
        let training = TrainingRate(model: model, batch: batch, threads: threads)
        rows.append(
          Peer.Row(
            peer: .pyTorch, name: "\(model)_batch_\(batch)_threads_\(threads)", unit: "samples/s",
            arguments: [model, "\(batch)", "\(threads)"], own: training.measure))
      }
    }
  }
  let alone = rows.map { Benchmark(name: $0.name, unit: $0.unit, measure: $0.own) }
  let training = Peer.pyTorch.isInstalled ? peerRows(of: rows, note: note) : alone
  if !Peer.pyTorch.isInstalled { note("PyTorch is not installed; 'make bench-peers' does it") }
  return training + integerRows() + storeAndMemoryRows()
    + ["forward", "backward"].map { direction in
      Benchmark(
        name: "vgg11_convolutions_\(direction)", unit: "% of peak",
        measure: { try ConvolutionShare(direction: direction).measure() })
    }
}

/// INT8 beside what it stands in for: steps beside our own in FP32.
private func integerRows() -> [Benchmark] {
  // The three products of a layer of VGG-11 with 512 channels on 4x4 pixels, batch 64.
  let shapes = [
    ("forward", 1024, 512, 4608), ("backward_data", 1024, 512, 4608),
    ("backward_weights", 512, 4608, 1024),
  ]
  let products = shapes.map { name, m, n, k in
    Benchmark(
      name: "int8_product_\(name)", unit: "GOP/s",
      measure: {
        try IntegerProfile(
          m: m, n: n, k: k, isTransposed: name == "backward_weights", passes: 20
        ).gigaOperationsPerSecond
      })
  }
  let steps: [(String, LearningPrecision, String)] = [
    ("npu", .npu, "vgg11"), ("npu", .npu, "resnet18"), ("npu", .npu, "mobilenet-v1"),
    ("npu", .npu, "lenet5"), ("niti", .niti(GradientBits([(1, 5)])), "vgg11-plain"),
  ]
  return products
    + steps.map { name, precision, model in
      let own = TrainingRate(model: model, batch: 64, threads: 1, precision: precision)
      let exact = TrainingRate(model: model, batch: 64, threads: 1)
      return Benchmark(
        name: "\(name)_\(model)_batch_64_threads_1", unit: "samples/s", measure: own.measure,
        reference: exact.measure)
    }
}

private func storeAndMemoryRows() -> [Benchmark] {
  [
    Benchmark(
      name: "store_hit", unit: "us", isRate: false, measure: { try StoreHits().measure() })
  ]
    + LearningMemory.allCases.map { memory in
      Benchmark(
        name: "memory_\(memory.rawValue)", unit: "MiB", isRate: false, repetitions: 1,
        measure: memory.measureInOwnProcess)
    }
}

extension Peer {
  static let pyTorch = Peer(name: "PyTorch", command: ["torch/bin/python", "pytorch-training.py"])
}

/// Samples per second of forward, backward and SGD with momentum.
private struct TrainingRate {
  let model: String
  let batch: Int
  let threads: Int
  var precision = LearningPrecision.fp32

  /// On random images: what they show changes no time.
  func measure() throws -> Double {
    guard let description = ModelRegistry.described(model) else { return 0 }
    let shape = description.inputShape
    let count = 8 * batch
    let images = LabelledImages.random(shape, count: count)
    let store = ValueStore(workers: threads)
    defer { store.shutDown() }
    let learner = try Learner(
      store: store, model: model,
      dataSet: DataSet(name: "random", classCount: 10, train: images, test: images),
      optimizer: Optimizer(.sgd(SGD(learningRate: 1e-4, momentum: 0.9))),
      precision: precision, chunkSize: batch / threads, scope: "bench")
    let batches = SampleOrder.inOrder(count: count).batches(of: batch)
    var state = learner.initialise(seed: 1)
    func train(steps: Int) throws {
      for step in 0..<steps { state = learner.step(state, batch: batches[step % batches.count]) }
      try learner.wait(for: state)
    }
    try train(steps: 3)
    let clock = ContinuousClock()
    let step = try clock.measure { try train(steps: 1) }
    // Two seconds at one go, as between the ends of two rounds: a state that is asked for is copied
    // before the next step.
    let steps = max(4, Int((.seconds(2) / step).rounded(.up)))
    let seconds = try clock.measure { try train(steps: steps) } / .seconds(1)
    return Double(steps * batch) / seconds
  }
}

extension LabelledImages {
  /// What they show changes no time.
  static func random(_ shape: SampleShape, count: Int) -> LabelledImages {
    LabelledImages(
      shape: shape,
      pixels: (0..<count * shape.elementCount).map {
        UInt8(truncatingIfNeeded: $0 &* 0x9E37_79B1 >> 13)
      },
      labels: (0..<count).map { UInt8($0 % 10) })
  }
}

/// The rate of VGG-11's convolutions in a batch of 64 as a share of what the registers can do.
private struct ConvolutionShare {
  let direction: String

  func measure() throws -> Double {
    let profile = try KernelProfile(model: "vgg11", batch: 64, passes: 5)
    let kernels = profile.entries.filter {
      $0.name.hasPrefix("conv") && $0.name.contains(direction) && !$0.name.hasSuffix("reorder")
    }
    let seconds = kernels.reduce(0) { $0 + $1.seconds }
    // 152.8 million multiply-adds, of which 5,120 are the last layer's; no gradient of the pixels.
    let forward =
      2.0 * 64 * Double((ModelRegistry.described("vgg11")?.forwardMultiplyAdds ?? 0) - 5120)
    let first = 2.0 * 64 * 64 * 32 * 32 * 27
    let operations = direction == "forward" ? forward : 2 * forward - first
    return 100 * operations / seconds / 1e9 / peak_fma_gflops()
  }
}
