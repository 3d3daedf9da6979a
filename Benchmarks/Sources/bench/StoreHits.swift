import Foundation
import Learning

/// What it costs to find a metric of an earlier process in the store's folder.
struct StoreHits {
  private let steps = 200

  /// Microseconds for each metric, with the steps that lead to it, none of which is computed.
  func measure() throws -> Double {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "tidewatt-bench-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try run(in: folder.path)
    let clock = ContinuousClock()
    let start = clock.now
    let statistics = try run(in: folder.path)
    let seconds = (clock.now - start) / .seconds(1)
    guard statistics.stepsComputed == 0, statistics.evaluationsComputed == 0 else {
      throw Peer.Failure(description: "a warm store computed \(statistics)")
    }
    return seconds / Double(steps) * 1e6
  }

  @discardableResult
  private func run(in path: String) throws -> LearningStatistics {
    let images = LabelledImages.random(
      SampleShape(channels: 1, height: 28, width: 28), count: 8)
    let store = ValueStore(workers: 1, folder: try StoreFolder(at: path, limit: 1 << 30))
    defer { store.shutDown() }
    let learner = try Learner(
      store: store, model: "mlp",
      dataSet: DataSet(name: "random", classCount: 10, train: images, test: images),
      optimizer: Optimizer(.sgd(SGD(learningRate: 1e-4, momentum: 0.9))), scope: "bench")
    var state = learner.initialise(seed: 1)
    var metrics: [Metric] = []
    for _ in 0..<steps {
      state = learner.step(state, batch: SampleOrder.inOrder(count: 8).batches(of: 8)[0])
      metrics.append(learner.evaluate(state))
    }
    for metric in metrics { learner.request(metric) }
    for metric in metrics { _ = try learner.read(metric) }
    return store.statistics
  }
}
