import Foundation
import Testing

@testable import Learning

/// LeNet-5 against PyTorch in float64 (Benchmarks/pytorch/lenet5_vectors.py).
struct PyTorchVectorTests {
  struct Vectors: Decodable {
    struct Trajectory: Decodable {
      let batch: Int
      let learningRate: Double
      let momentum: Double
      let losses: [Double]
    }
    let samples: Int
    let gradientBatch: Int
    let loss: Double
    let tensors: [VectorSummary]
    let trajectory: Trajectory
  }

  let vectors: Vectors
  let network = LeNet5.network
  let images: LabelledImages

  init() throws {
    let url = try #require(
      Bundle.module.url(forResource: "lenet5", withExtension: "json", subdirectory: "Vectors"))
    vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url))
    images = FormulaNumbers.images(count: vectors.samples)
  }

  /// 1e-4 of each tensor's largest entry: FP32 rounds to 6e-8, and sums run over up to 75,264
  /// products (conv1's weights) of both signs.
  @Test func gradientsAgreeWithFloat64() throws {
    let kernels = try ThreadKernels()
    let batch = SampleOrder.inOrder(count: vectors.gradientBatch).batches(
      of: vectors.gradientBatch)[0]
    let result = try kernels.step(
      StepPlan(network, on: batch, of: images), weights: FormulaNumbers.weights(of: network))
    #expect(abs(result.loss - vectors.loss) < 1e-5 * vectors.loss)
    let gradients = network.parameters.tensors(of: result.gradient)
    #expect(vectors.tensors.map(\.name) == network.parameters.shapes.map(\.name))
    for (expected, gradient) in zip(vectors.tensors, gradients) {
      #expect(expected.entries.count == 20)
      expected.expect(gradient, tolerance: 1e-4, "LeNet-5")
    }
  }

  /// Errors grow along a trajectory: 1e-3 after 20 steps with momentum.
  @Test func twentyStepsOfLossAgreeWithFloat64() throws {
    let kernels = try ThreadKernels()
    let trajectory = vectors.trajectory
    let weights = FormulaNumbers.weights(of: network)
    let state = ParameterState(weights: weights, velocity: FloatBuffer(count: weights.count))
    let optimizer = Optimizer(
      .sgd(SGD(learningRate: trajectory.learningRate, momentum: trajectory.momentum)))
    let batches = SampleOrder.inOrder(count: vectors.samples).batches(of: trajectory.batch)
    #expect(trajectory.losses.count == 20)
    for (batch, expected) in zip(batches, trajectory.losses) {
      let step = OptimizerStep(
        optimizer, rate: trajectory.learningRate, state: state, layout: network.parameters)
      let result = try kernels.step(
        StepPlan(network, on: batch, of: images), weights: weights
      ) { step.apply($0, to: $1) }
      #expect(abs(result.loss - expected) < 1e-3 * expected)
    }
  }
}
