import Foundation
import Testing

@testable import Learning

/// Every layer against PyTorch in float64 (Benchmarks/pytorch/layer_vectors.py).
struct LayerVectorTests {
  struct Vectors: Decodable {
    struct Case: Decodable {
      let name: String
      let shape: [Int]
      let tensors: [VectorSummary]
    }
    let cases: [Case]
  }

  static let layers: [String: any Layer] = [
    "conv": Convolution(name: "c", outputs: 32, size: 3, padding: 1),
    "conv first": Convolution(name: "c", outputs: 64, size: 3, padding: 1),
    "conv stride": Convolution(name: "c", outputs: 16, size: 3, stride: 2, padding: 1),
    "conv dilation": Convolution(name: "c", outputs: 16, size: 3, padding: 2, dilation: 2),
    "conv all": Convolution(
      name: "c", outputs: 32, size: 5, stride: 3, padding: 4, dilation: 2, groups: 2),
    "conv groups": Convolution(
      name: "c", outputs: 32, size: 3, padding: 1, groups: 2, hasBias: false),
    "conv winograd": Convolution(name: "c", outputs: 48, size: 3, padding: 1),
    "conv winograd weights": Convolution(
      name: "c", outputs: 48, size: 3, padding: 1, hasBias: false),
    "conv small image": Convolution(name: "c", outputs: 144, size: 3, padding: 1),
    "conv smallest image": Convolution(
      name: "c", outputs: 128, size: 3, padding: 1, hasBias: false),
    "conv small groups": Convolution(name: "c", outputs: 12, size: 3, padding: 1, groups: 4),
    "conv small channels": Convolution(
      name: "c", outputs: 5, size: 3, padding: 1, hasBias: false),
    "conv pointwise stride": Convolution(
      name: "c", outputs: 64, size: 1, stride: 2, hasBias: false),
    "depthwise": DepthwiseConvolution(name: "d", size: 3, padding: 1),
    "depthwise stride": DepthwiseConvolution(name: "d", size: 3, stride: 2, padding: 1),
    "depthwise dilation": DepthwiseConvolution(name: "d", size: 3, padding: 2, dilation: 2),
    "depthwise small image": DepthwiseConvolution(name: "d", size: 3, padding: 1),
    "depthwise few channels": DepthwiseConvolution(name: "d", size: 5, stride: 2, padding: 2),
    "norm": BatchNorm(name: "n"),
    "norm odd channels": BatchNorm(name: "n"),
    "norm relu": BatchNorm(name: "n", hasReLU: true),
    "norm frozen": BatchNorm(name: "n", isFrozen: true),
    "max ties": Pooling.largest("p", size: 2),
    "max overlapping ties": Pooling.largest("p", size: 3, stride: 2, padding: 1),
    "max remainder": Pooling.largest("p", size: 2),
    "average": Pooling.mean("p", size: 2),
    "average padded": Pooling.mean("p", size: 3, stride: 2, padding: 1),
    "global average": GlobalAveragePooling(name: "p"),
    "linear": FullyConnected(name: "f", outputs: 17),
    "relu": ReLU(name: "r"),
    "residual": ResNet18.block("b", inputs: 16, outputs: 16, stride: 1),
    "residual projection": ResNet18.block("b", inputs: 16, outputs: 32, stride: 2),
  ]

  static let cases: [Vectors.Case] = {
    guard
      let url = Bundle.module.url(
        forResource: "layers", withExtension: "json", subdirectory: "Vectors"),
      let data = try? Data(contentsOf: url)
    else { return [] }
    return (try? JSONDecoder().decode(Vectors.self, from: data).cases) ?? []
  }()

  @Test func everyCaseHasItsLayer() {
    #expect(Self.cases.count == 32)
    #expect(Set(Self.cases.map(\.name)) == Set(Self.layers.keys))
  }

  /// The layer of a case on the formula's numbers.
  private func run(_ vectors: Vectors.Case, _ layer: any Layer) throws -> LayerRun {
    let sizes = vectors.shape
    let shape = SampleShape(channels: sizes[1], height: sizes[2], width: sizes[3])
    func numbers(_ count: Int, _ salt: Int, scale: Double = 1, offset: Double = 0) -> [Float] {
      (0..<count).map { Float(offset + scale * FormulaNumbers.uniform($0, salt)) }
    }
    var values = numbers(sizes.reduce(1, *), 100)
    if vectors.name.contains("ties") {
      values = values.map { ($0 * 6).rounded(.toNearestOrEven) / 2 }
    }
    var salt = 9
    let parameters = layer.parameters(for: shape).map { parameter in
      if parameter.role == "mean" { return numbers(parameter.count, 50) }
      if parameter.role == "variance" { return numbers(parameter.count, 51, offset: 1) }
      salt += 1
      return numbers(
        parameter.count, salt, scale: 0.5, offset: parameter.role == "scale" ? 1 : 0)
    }
    return try LayerRun(
      layer, input: shape, batch: sizes[0], values: values, parameters: parameters,
      outputGradient: numbers(sizes[0] * layer.outputShape(for: shape).elementCount, 900))
  }

  @Test(arguments: cases.map(\.name))
  func outputsAndGradientsAgreeWithFloat64(name: String) throws {
    let vectors = try #require(Self.cases.first { $0.name == name })
    let layer = try #require(Self.layers[name])
    let run = try run(vectors, layer)
    let numbers = [run.output, run.inputGradient] + run.parameterGradients
    #expect(numbers.count == vectors.tensors.count)
    for (expected, found) in zip(vectors.tensors, numbers) {
      expected.expect(found, tolerance: 1e-4, name)
    }
    #expect(!run.implementations.contains { ReferenceKernels.isReference($0) })
  }

  /// Two workers' images side by side give what each gives alone, bit by bit.
  @Test(arguments: [false, true], [false, true])
  func everyWorkerIsNormalisedOnItsOwn(hasReLU: Bool, isFrozen: Bool) throws {
    let layer = BatchNorm(name: "n", hasReLU: hasReLU, isFrozen: isFrozen)
    let shape = SampleShape(channels: 5, height: 3, width: 7)
    let values = (0..<4 * shape.elementCount).map { Float(FormulaNumbers.uniform($0, 100)) }
    let gradient = (0..<values.count).map { Float(FormulaNumbers.uniform($0, 900)) }
    let parameters: [[Float]] = [
      [1.5, 0.5, 1, -1, 2], [0.1, -0.2, 0, 0.3, -0.1], [0, 0.1, 0.2, 0.3, 0.4], [1, 2, 0.5, 1, 3],
    ]
    func run(_ images: Range<Int>, workers: [Int]) throws -> LayerRun {
      let part = images.lowerBound * shape.elementCount..<images.upperBound * shape.elementCount
      return try LayerRun(
        layer, input: shape, batch: images.count, values: Array(values[part]),
        parameters: parameters, outputGradient: Array(gradient[part]), workers: workers)
    }
    let (one, other) = (try run(0..<1, workers: [1]), try run(1..<4, workers: [3]))
    let both = try run(0..<4, workers: [1, 3])
    #expect(both.output == one.output + other.output)
    #expect(both.inputGradient == one.inputGradient + other.inputGradient)
    for (sum, (a, b)) in zip(
      both.parameterGradients, zip(one.parameterGradients, other.parameterGradients))
    {
      #expect(sum == zip(a, b).map(+))
    }
    for (mean, (a, b)) in zip(both.observed, zip(one.observed, other.observed)) {
      for (mean, (a, b)) in zip(mean, zip(a, b)) {
        #expect(abs(mean - (a + 3 * b) / 4) <= 1e-6)
      }
    }
  }

  @Test(
    .enabled(
      if: OneDNN.effectiveInstructionSet.contains("avx512"), "oneDNN has it for AVX-512 only"),
    arguments: [
      ("conv", [false, false, false]), ("conv winograd", [true, true, true]),
      ("conv winograd weights", [false, true, false]),
    ])
  func winogradTakesOverFromANumberOfPixelsOn(name: String, forwardWeightsData: [Bool]) throws {
    let vectors = try #require(Self.cases.first { $0.name == name })
    let layer = try #require(Self.layers[name])
    let kernels = try run(vectors, layer).implementations.filter { !$0.contains("reorder") }
    #expect(kernels.map { $0.contains("wino") } == forwardWeightsData, "\(kernels)")
  }
}
