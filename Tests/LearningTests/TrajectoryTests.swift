import Testing

@testable import Learning

/// 20 steps on Fashion-MNIST beside PyTorch in float64 (Benchmarks/pytorch/trajectory_vectors.py).
@Suite(
  .enabled(
    if: LearningProgressTests.isFashionMNISTInstalled,
    "Fashion-MNIST is not installed: apt-get install dataset-fashion-mnist"))
struct TrajectoryTests {
  struct Vectors: Decodable {
    struct Trajectory: Decodable {
      let network: String
      let batch: Int
      let learningRate: Double
      let momentum: Double
      let losses: [Double]
    }
    let trajectories: [Trajectory]
  }

  static let residual = NetworkDefinition(
    name: "small-residual", input: LeNet5.network.input, classCount: 10,
    layers: [
      Convolution(name: "conv1", outputs: 16, size: 3, padding: 1, hasBias: false),
      BatchNorm(name: "norm1", hasReLU: true),
      ResNet18.block("block1", inputs: 16, outputs: 16, stride: 1),
      ResNet18.block("block2", inputs: 16, outputs: 32, stride: 2),
      GlobalAveragePooling(name: "pool"),
      FullyConnected(name: "fc", outputs: 10),
    ])

  /// Whole batches at once, and (with the same statistics) in chunks of 20 and 12.
  @Test(arguments: [("lenet5", 64), ("residual", 64), ("residual", 20)])
  func twentyStepsOfLossAgreeWithFloat64(name: String, chunkSize: Int) throws {
    let vectors = try VectorFile.read("trajectories", as: Vectors.self)
    let trajectory = try #require(vectors.trajectories.first { $0.network == name })
    #expect(trajectory.losses.count == 20)
    let network = name == "lenet5" ? LeNet5.network : Self.residual
    let images = try DataSetRegistry.load(.named("fashion-mnist")).train
    let kernels = try ThreadKernels()
    let weights = FormulaNumbers.weights(of: network)
    let state = ParameterState(weights: weights, velocity: FloatBuffer(count: weights.count))
    let optimizer = Optimizer(
      .sgd(SGD(learningRate: trajectory.learningRate, momentum: trajectory.momentum)))
    let batches = SampleOrder.inOrder(count: 20 * trajectory.batch).batches(of: trajectory.batch)
    for (batch, expected) in zip(batches, trajectory.losses) {
      let plan = StepPlan(
        network, on: batch, of: images, chunkSize: chunkSize, augmentation: .none)
      let step = OptimizerStep(
        optimizer, rate: trajectory.learningRate, state: state, layout: network.parameters)
      let result = try kernels.step(plan, weights: weights) { step.apply($0, to: $1) }
      #expect(abs(result.loss - expected) < 1e-3 * expected)
    }
  }
}
