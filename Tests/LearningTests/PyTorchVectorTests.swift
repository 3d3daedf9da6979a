import Foundation
import Testing

@testable import Learning

/// LeNet-5 against PyTorch in float64 (Benchmarks/pytorch/lenet5_vectors.py).
struct PyTorchVectorTests {
  struct Vectors: Decodable {
    struct Tensor: Decodable {
      struct Entry: Decodable {
        let index: Int
        let value: Double
      }
      let name: String
      let norm: Double
      let largest: Double
      let entries: [Entry]
    }
    struct Trajectory: Decodable {
      let batch: Int
      let learningRate: Double
      let momentum: Double
      let losses: [Double]
    }
    let samples: Int
    let gradientBatch: Int
    let loss: Double
    let tensors: [Tensor]
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
    let ids = (0..<Int32(vectors.gradientBatch)).map { $0 }
    let result = try kernels.gradient(
      of: network, on: ids[...], of: images, weights: FormulaNumbers.weights(of: network))
    #expect(abs(result.loss - vectors.loss) < 1e-5 * vectors.loss)
    let gradients = network.parameters.tensors(of: result.gradient)
    #expect(vectors.tensors.map(\.name) == network.parameters.shapes.map(\.name))
    for (expected, gradient) in zip(vectors.tensors, gradients) {
      let norm = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(norm - expected.norm) < 1e-4 * expected.norm, "\(expected.name)")
      let largest = gradient.map { Double(abs($0)) }.max() ?? 0
      #expect(abs(largest - expected.largest) < 1e-4 * expected.largest, "\(expected.name)")
      #expect(expected.entries.count == 20)
      for entry in expected.entries {
        #expect(
          abs(Double(gradient[entry.index]) - entry.value) < 1e-4 * expected.largest,
          "\(expected.name)[\(entry.index)]")
      }
    }
  }

  /// Errors grow along a trajectory: 1e-3 after 20 steps with momentum.
  @Test func twentyStepsOfLossAgreeWithFloat64() throws {
    let kernels = try ThreadKernels()
    let trajectory = vectors.trajectory
    let weights = FormulaNumbers.weights(of: network)
    let velocity = FloatBuffer(count: weights.count)
    let optimizer = SGD(
      learningRate: trajectory.learningRate, momentum: trajectory.momentum)
    let batches = SampleOrder.inOrder(count: vectors.samples).batches(of: trajectory.batch)
    #expect(trajectory.losses.count == 20)
    for (batch, expected) in zip(batches, trajectory.losses) {
      let result = try kernels.gradient(
        of: network, on: batch.ids, of: images, weights: weights)
      #expect(abs(result.loss - expected) < 1e-3 * expected)
      ElementwiseKernels.sgdStep(
        weights: weights, velocity: velocity, gradient: result.gradient, optimizer)
    }
  }
}
