import Testing

@testable import Learning

/// Layers of int8 products beside FP32 layers on the numbers that the int8 values stand for.
struct QuantisedLayerTests {
  struct Case: CustomStringConvertible {
    let description: String
    let layer: any Layer
    let input: SampleShape
  }

  static let cases: [Case] = [
    Case(
      description: "convolution", layer: Convolution(name: "c", outputs: 5, size: 3, padding: 1),
      input: SampleShape(channels: 3, height: 7, width: 7)),
    Case(
      description: "stride",
      layer: Convolution(name: "c", outputs: 8, size: 3, stride: 2, padding: 1),
      input: SampleShape(channels: 4, height: 8, width: 8)),
    Case(
      description: "pointwise", layer: Convolution(name: "c", outputs: 6, size: 1),
      input: SampleShape(channels: 4, height: 5, width: 5)),
    Case(
      description: "pointwise stride",
      layer: Convolution(name: "c", outputs: 6, size: 1, stride: 2, hasBias: false),
      input: SampleShape(channels: 4, height: 6, width: 6)),
    Case(
      description: "dilation",
      layer: Convolution(name: "c", outputs: 4, size: 3, padding: 2, dilation: 2),
      input: SampleShape(channels: 3, height: 9, width: 9)),
    Case(
      description: "whole image", layer: Convolution(name: "c", outputs: 4, size: 4),
      input: SampleShape(channels: 3, height: 4, width: 4)),
    Case(
      description: "corner", layer: Convolution(name: "c", outputs: 4, size: 3, stride: 2),
      input: SampleShape(channels: 3, height: 4, width: 4)),
    Case(
      description: "depthwise", layer: DepthwiseConvolution(name: "d", size: 3, padding: 1),
      input: SampleShape(channels: 19, height: 6, width: 6)),
    Case(
      description: "depthwise stride",
      layer: DepthwiseConvolution(name: "d", size: 3, stride: 2, padding: 1),
      input: SampleShape(channels: 16, height: 8, width: 8)),
    Case(
      description: "full", layer: FullyConnected(name: "f", outputs: 7),
      input: SampleShape(channels: 3, height: 4, width: 4)),
    Case(
      description: "residual",
      layer: ResNet18.block("b", inputs: 16, outputs: 32, stride: 2),
      input: SampleShape(channels: 16, height: 8, width: 8)),
  ]

  private static let batch = 5

  private func run(
    _ test: Case, onGrid: Bool, quantised: QuantisedKernels?
  ) throws -> LayerRun {
    func values(_ count: Int, salt: Int) -> [Float] {
      (0..<count).map { index in
        let value = 2 * FormulaNumbers.uniform(index, salt)
        // Multiples of 2^-7 of which the largest needs all seven bits.
        return onGrid ? Float(index == 0 ? 127 : (value * 127).rounded()) / 128 : Float(value)
      }
    }
    let shapes = test.layer.parameters(for: test.input)
    let outputs = Self.batch * test.layer.outputShape(for: test.input).elementCount
    return try LayerRun(
      test.layer, input: test.input, batch: Self.batch,
      values: values(Self.batch * test.input.elementCount, salt: 1),
      parameters: shapes.enumerated().map { number, shape in
        shape.role == "variance"
          ? [Float](repeating: 1, count: shape.count) : values(shape.count, salt: 2 + number)
      },
      outputGradient: values(outputs, salt: 50), quantised: quantised)
  }

  private func isClose(_ found: [Float], _ expected: [Float], _ tolerance: Float) -> Bool {
    let largest = expected.map(abs).max() ?? 0
    return found.count == expected.count
      && zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance * largest }
  }

  /// Where nothing is lost by rounding, int8 products are those of FP32.
  @Test(arguments: cases.dropLast())
  func productsOfWholeMultiplesAreExact(_ test: Case) throws {
    let exact = try run(test, onGrid: true, quantised: nil)
    let found = try run(test, onGrid: true, quantised: QuantisedKernels())
    #expect(isClose(found.output, exact.output, 1e-5))
    #expect(isClose(found.inputGradient, exact.inputGradient, 1e-5))
    for (found, exact) in zip(found.parameterGradients, exact.parameterGradients) {
      #expect(isClose(found, exact, 1e-5))
    }
  }

  /// Other values differ by no more than rounding each operand to its int8 value can add up to.
  @Test(arguments: cases.dropLast())
  func roundingStaysWithinItsBound(_ test: Case) throws {
    let products = QuantisedProducts(layer: test.layer, input: test.input, batch: Self.batch)
    let exact = try products.worstBesideRoundedOperands()
    #expect(exact <= 1, "\(exact) of what FP32 sums may be off")
    let worst = try products.worstBesideOperands()
    #expect(worst <= 1, "\(worst) of what rounding may do")
    #expect(worst > 0, "something was rounded")
  }

  @Test(.enabled(if: IntegerProducts.isLibraryExact), arguments: cases)
  func bothPathsGiveTheSameBits(_ test: Case) throws {
    let runs = try [IntegerProducts.Path.own, .library].map {
      try run(
        test, onGrid: false, quantised: QuantisedKernels(products: IntegerProducts(path: $0)))
    }
    #expect(runs[0].output == runs[1].output)
    #expect(runs[0].inputGradient == runs[1].inputGradient)
    #expect(runs[0].parameterGradients == runs[1].parameterGradients)
    #expect(runs[0].observed == runs[1].observed)
  }

  @Test func layersThatInt8CannotMultiplyAreNamed() {
    let grouped = Convolution(name: "c", outputs: 4, size: 3, groups: 2)
    let block = Residual(name: "b", body: [grouped, BatchNorm(name: "n")])
    #expect(grouped.unquantisable == "c")
    #expect(block.unquantisable == "c")
    #expect(ModelRegistry.networks.allSatisfy { $0.layers.allSatisfy { $0.unquantisable == nil } })
  }
}
