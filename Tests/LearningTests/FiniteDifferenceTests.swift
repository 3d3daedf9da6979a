import Testing

@testable import Learning

/// The gradient of every tensor against differences of the loss itself.
struct FiniteDifferenceTests {
  /// Central differences with a step of 2e-3, to 2 % of the tensor's largest entry.
  ///
  /// The FP32 forward pass leaves the mean loss about 2e-7 uncertain, so a slope is about 1e-4
  /// uncertain; the curvature and the kinks of ReLU and max-pooling add more. Checking the five
  /// largest entries to 2 % tells any wrong factor or index apart from that.
  @Test func everyTensorFollowsTheLoss() throws {
    let network = LeNet5.network
    let images = FormulaNumbers.images(count: 32)
    let plan = StepPlan(
      network, on: SampleOrder.inOrder(count: images.count).batches(of: images.count)[0],
      of: images)
    let weights = FormulaNumbers.weights(of: network)
    let kernels = try ThreadKernels()
    let gradient = FloatBuffer(
      copying: try kernels.step(plan, weights: weights).gradient)

    func loss() throws -> Double {
      try kernels.step(plan, weights: weights).loss
    }
    let step: Float = 2e-3
    let layout = network.parameters
    for (shape, offset) in zip(layout.shapes, layout.offsets) {
      let places = (offset..<offset + shape.count)
        .sorted { abs(gradient.base[$0]) > abs(gradient.base[$1]) }.prefix(5)
      let largest = places.first.map { Double(abs(gradient.base[$0])) } ?? 0
      #expect(largest > 1e-3, "\(shape.name) has no gradient to check")
      for place in places {
        let value = weights.base[place]
        weights.base[place] = value + step
        let above = try loss()
        let right = weights.base[place]
        weights.base[place] = value - step
        let below = try loss()
        let slope = (above - below) / Double(right - weights.base[place])
        weights.base[place] = value
        #expect(
          abs(slope - Double(gradient.base[place])) < 0.02 * largest,
          "\(shape.name)[\(place - offset)]")
      }
    }
  }
}
