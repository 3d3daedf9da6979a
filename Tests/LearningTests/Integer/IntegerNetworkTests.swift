import Testing

@testable import Learning

/// Forward and backward passes against loops that spell out the definitions.
struct IntegerNetworkTests {
  private let definition = NetworkDefinition(
    name: "small", input: SampleShape(channels: 3, height: 6, width: 6), classCount: 4,
    layers: [
      Convolution(name: "conv1", outputs: 5, size: 3, padding: 1),
      ReLU(name: "relu1"),
      Pooling.largest("pool1", size: 2),
      FullyConnected(name: "fc", outputs: 4),
    ])
  private let images = 7

  private func weights() throws -> FloatBuffer {
    let weights = definition.parameters.initialised(seed: 3, by: .heUniform)
    try IntegerNetwork(definition).initialise(weights)
    return weights
  }

  private func input() -> IntegerTensor {
    let values = IntegerBuffer(count: images * definition.input.elementCount)
    for index in 0..<values.count {
      values.base[index] = Int8((index * 37 + index / 11) % 255 - 127)
    }
    return IntegerTensor(values: values, exponent: -7)
  }

  private let labels: [UInt8] = [0, 1, 2, 3, 0, 1, 2]

  /// Of each layer's weights, from the first layer to the last.
  private func gradients(of network: IntegerNetwork) throws -> [[Int]] {
    var gradients: [[Int]] = []
    try network.backward(input(), labels: labels) { layer, gradient in
      let count = layer.weights.shape.weightCount
      switch gradient {
      case .sums(let sums): gradients.append((0..<count).map { Int(sums[$0]) })
      case .wideSums(let sums): gradients.append((0..<count).map { Int(sums[$0]) })
      }
    }
    return gradients.reversed()
  }

  @Test func thePassesAreThoseOfTheDefinition() throws {
    let weights = try weights()
    let network = try IntegerNetwork(definition, products: IntegerProducts(path: .own))
    network.read(weights)
    let found = try gradients(of: network)
    let expected = IntegerReference(definition, weights: weights)
    let logits = try network.logits(input(), count: images)
    let reference = expected.run(input(), labels: labels)
    #expect(logits.exponent == reference.exponent)
    #expect((0..<logits.values.count).map { Int(logits.values.base[$0]) } == reference.logits)
    #expect(found == reference.gradients)
  }

  @Test(.enabled(if: IntegerProducts.isLibraryExact)) func bothPathsGiveTheSameBits() throws {
    let weights = try weights()
    let gradients = try [IntegerProducts.Path.own, .library].map { path in
      let network = try IntegerNetwork(definition, products: IntegerProducts(path: path))
      network.read(weights)
      return try self.gradients(of: network)
    }
    #expect(gradients[0] == gradients[1])
  }

  @Test func weightsSurviveTheWayThroughAState() throws {
    let weights = try weights()
    let copy = FloatBuffer(copying: weights)
    let network = try IntegerNetwork(definition)
    network.read(weights)
    network.write(copy)
    #expect((0..<weights.count).allSatisfy { weights.base[$0] == copy.base[$0] })
    let layout = definition.parameters
    let largest = layout.tensors(of: weights)[0].map { abs($0) }.max() ?? 0
    // Xavier's bound is sqrt(6 / (9 * 3 + 9 * 5)) = 0.289: 7 bits of 2^-8 hold it, of 2^-9 not.
    #expect(largest == 127 * Float(sign: .plus, exponent: -8, significand: 1))
  }

  @Test func layersThatIntegersCannotTrainAreNamed() {
    #expect(throws: LearningError.integerLayer(model: "vgg11", layer: "norm1")) {
      try IntegerNetwork(VGG11.network)
    }
  }
}
