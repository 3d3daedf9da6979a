@testable import Learning

/// A small generated data set and learners on it, as most tests need them.
enum Samples {
  static let dataSet = DataSetRegistry.loadGenerated(train: 512, test: 250)
  static let optimizer = SGD(learningRate: 0.02, momentum: 0.9)

  static func learner(
    on store: ValueStore, optimizer: SGD = optimizer, dataSet: DataSet = dataSet,
    scope: String = "test"
  ) throws -> Learner {
    try Learner(
      store: store, model: "lenet5", dataSet: dataSet, optimizer: optimizer, scope: scope)
  }

  static func order(epoch: Int) -> SampleOrder {
    SampleOrder.shuffled(count: dataSet.train.count, seed: 5, name: "epoch \(epoch)")
  }
}

extension DataSetRegistry {
  static func loadGenerated(train: Int, test: Int) -> DataSet {
    GeneratedDataSet.make(train: train, test: test)
  }
}

extension StepPlan {
  /// With the chunks that a scenario has if it names none.
  init(_ network: NetworkDefinition, on batch: SampleBatch, of images: LabelledImages) {
    self.init(
      network, on: batch, of: images, chunkSize: Chunking.training, augmentation: .none)
  }
}
