import Testing

@testable import Learning

struct ModelCostTests {
  @Test func leNet5CostsWhatThePapersSay() throws {
    let model = try #require(ModelRegistry.described("lenet5"))
    #expect(model.parameterCount == 61_706)
    #expect(model.parameterBytes == 246_824)
    // conv1 28*28*6*25, conv2 10*10*16*150, full 400*120 + 120*84 + 84*10.
    #expect(model.forwardMultiplyAdds == 117_600 + 240_000 + 48_000 + 10_080 + 840)
    #expect(model.trainingOperationsPerSample == 6 * 416_520)
    #expect(model.inputBytesPerSample == 785)
    // Input 784; conv1 4,704; pool1 1,176; conv2 1,600; pool2 400; 120; 84; 10.
    #expect(model.activationsPerSample == 8_878)
    #expect(model.trainingMemoryBytes(batch: 64) == 3 * 246_824 + 64 * 8_878 * 4)
    #expect(ModelRegistry.described("lenet6") == nil)
  }

  /// Parameters as published; multiply-adds as in PyTorch-style counts, 2 operations each and three
  /// products in a step.
  @Test(arguments: [
    ("vgg11", 9_231_114, 152.8), ("vgg11-plain", 9_225_610, 152.8),
    ("resnet18", 11_173_962, 555.4), ("mobilenet-v1", 3_217_226, 46.4), ("mlp", 235_146, 0.235),
  ])
  func networksCostWhatThePapersSay(name: String, parameters: Int, megaMultiplyAdds: Double) throws
  {
    let model = try #require(ModelRegistry.described(name))
    #expect(model.parameterCount == parameters)
    let found = Double(model.forwardMultiplyAdds) / 1e6
    #expect(abs(found - megaMultiplyAdds) < 0.005 * megaMultiplyAdds)
    #expect(model.trainingOperationsPerSample == 6 * Double(model.forwardMultiplyAdds))
  }

  @Test func anUnknownModelNamesTheKnownOnes() throws {
    let store = ValueStore(workers: 1)
    let error = #expect(throws: LearningError.self) {
      try Learner(
        store: store, model: "lenet6", dataSet: Samples.dataSet, optimizer: Samples.optimizer,
        scope: "test")
    }
    #expect(
      error.map { "\($0)" } == "unknown model 'lenet6'; one of: lenet5, "
        + "vgg11, vgg11-plain, resnet18, mobilenet-v1, mlp")
  }

  @Test func noKernelOfAModelIsAReferenceKernel() throws {
    for network in ModelRegistry.networks {
      let names = try KernelFingerprint.implementations(of: network)
      #expect(names.count > network.layers.count)
      #expect(!names.contains { $0.contains("ref") }, "\(names)")
    }
  }

  @Test func aDataSetOfAnotherShapeIsRefused() throws {
    let shape = SampleShape(channels: 1, height: 8, width: 8)
    let images = LabelledImages(
      shape: shape, pixels: [UInt8](repeating: 0, count: 64), labels: [0])
    let dataSet = DataSet(name: "tiny", classCount: 10, train: images, test: images)
    let store = ValueStore(workers: 1)
    let error = #expect(throws: LearningError.self) {
      try Samples.learner(on: store, dataSet: dataSet)
    }
    #expect(
      error
        == .shapeMismatch(
          model: "lenet5", expected: "1x28x28 in 10 classes", dataSet: "tiny",
          found: "1x8x8 in 10 classes"))
  }
}
