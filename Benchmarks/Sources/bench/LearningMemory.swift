import ArgumentParser
import Foundation
import Learning

/// The most memory that trainings of VGG-11 by many workers take, each in a process of its own.
enum LearningMemory: String, CaseIterable, ExpressibleByArgument {
  /// 60 workers with four samples of every batch.
  case synchronous = "60_synchronous"
  /// 32 workers with weights of their own, which are averaged; the momentum starts anew, as it does
  /// in federated averaging unless a scenario says otherwise.
  case federated = "32_federated"
  /// The same with the momentum averaged as well.
  case federatedWithMomentum = "32_federated_averaged_momentum"

  func measureInOwnProcess() throws -> Double {
    let text = try output(of: "/proc/self/exe", ["--memory", rawValue])
    guard let bytes = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw Peer.Failure(description: "a training printed '\(text)'")
    }
    return bytes / 0x1p20
  }

  /// Bytes that were resident at most.
  func measured() throws -> Int {
    let workers = self == .synchronous ? 60 : 32
    let count = workers * 8
    let images = LabelledImages.random(
      SampleShape(channels: 3, height: 32, width: 32), count: count)
    let store = ValueStore(workers: 2)
    defer { store.shutDown() }
    let learner = try Learner(
      store: store, model: "vgg11",
      dataSet: DataSet(name: "random", classCount: 10, train: images, test: images),
      optimizer: Optimizer(.sgd(SGD(learningRate: 1e-4, momentum: 0.9))), scope: "bench")
    let order = SampleOrder.inOrder(count: count)
    var state = learner.initialise(seed: 1)
    for _ in 1...2 {
      switch self {
      case .synchronous:
        for batch in order.batches(of: workers * 4) {
          state = learner.step(
            state, batch: batch.split(over: Array(repeating: 4, count: workers)))
        }
      case .federated, .federatedWithMomentum:
        let ends = order.shards(workers).map { shard in
          shard.batches(of: 4).reduce(state) { learner.step($0, batch: $1) }
        }
        state = learner.average(
          ends, weights: ends.map { _ in 8 },
          momentum: self == .federated ? .reset : .averaged)
      }
      _ = try learner.read(learner.evaluate(state))
    }
    return mostResidentBytes()
  }
}
