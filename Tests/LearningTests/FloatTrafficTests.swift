import Testing

@testable import Learning

/// The FP32 bytes beside INT8 products, counted by hand.
struct FloatTrafficTests {
  @Test func leNet5() throws {
    let model = try #require(ModelRegistry.described("lenet5"))
    // A product: 5 bytes to convert each input, 13 for each output and its gradient, 8 for each
    // gradient of an input but those of the first layer.
    let products =
      784 * 5 + 4_704 * 13 + 13 * (1_176 + 1_600) + 13 * (400 + 120) + 13 * (120 + 84)
      + 13 * (84 + 10)
    // ReLU: read and written; gradient and value read, gradient written.
    let relu = 20 * (4_704 + 1_600 + 120 + 84)
    // Max-pooling: input read, output written, and both gradients; its places written and read.
    let pool = 8 * (4_704 + 1_176 + 1_600 + 400) + 2 * (1_176 + 400)
    #expect(model.floatBytesPerSample == products + relu + pool + 8 * 10)
    // Weights to INT8 and their gradient back; then five reads and writes for all 61,706.
    let weights = 150 + 2_400 + 48_000 + 10_080 + 840
    #expect(model.floatBytesPerStep == 13 * weights + 20 * 61_706)
  }

  @Test func batchNormalisationIsEightPasses() throws {
    let plain = try #require(ModelRegistry.described("vgg11-plain"))
    let normalised = try #require(ModelRegistry.described("vgg11"))
    let values = 64 * 1_024 + 128 * 256 + 2 * 256 * 64 + 2 * 512 * 16 + 2 * 512 * 4
    // Eight passes in place of a ReLU's five.
    #expect(
      normalised.floatBytesPerSample - plain.floatBytesPerSample == 4 * (8 - 5) * values)
    #expect(
      normalised.floatBytesPerStep - plain.floatBytesPerStep
        == 20 * (normalised.parameterCount - plain.parameterCount))
  }

  @Test func aResidualBlockAddsItsSums() throws {
    let shape = SampleShape(channels: 64, height: 32, width: 32)
    let n = 64 * 32 * 32
    let block = ResNet18.block("b", inputs: 64, outputs: 64, stride: 1)
    // Two products, two normalisations, the addend and the output's sign twice, and the sum of two gradients.
    #expect(
      block.floatTraffic(for: shape, isFirst: false).perSample
        == 2 * 13 * 2 * n + 2 * 32 * n + 12 * n + 12 * n)
    #expect(block.floatTraffic(for: shape, isFirst: false).perStep == 2 * 13 * 64 * 64 * 9)
  }

  @Test func whichLayerIntegersCannotTrain() {
    #expect(ModelRegistry.layerBeyondIntegers(of: "vgg11") == "norm1")
    for name in ["lenet5", "vgg11-plain", "mlp"] {
      #expect(ModelRegistry.layerBeyondIntegers(of: name) == nil)
    }
  }
}
