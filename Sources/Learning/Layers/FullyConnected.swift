/// A matrix product with bias; images are flattened in channel x row x column order.
struct FullyConnected: Layer {
  let name: String
  let outputs: Int

  var signature: String { "fully connected \(outputs)" }

  func outputShape(for input: SampleShape) -> SampleShape {
    SampleShape(channels: outputs, height: 1, width: 1)
  }

  func parameters(for input: SampleShape) -> [ParameterShape] {
    let inputs = input.elementCount
    return [
      ParameterShape(
        layer: name, role: "weights", shape: [outputs, inputs], fanIn: inputs, startsAtZero: false),
      ParameterShape(
        layer: name, role: "bias", shape: [outputs], fanIn: inputs, startsAtZero: true),
    ]
  }

  func multiplyAdds(for input: SampleShape) -> Int { outputs * input.elementCount }

  func tensorShapes(for input: SampleShape, batch: Int) -> (input: [Int], output: [Int]) {
    ([batch, input.elementCount], [batch, outputs])
  }

  func kernels(_ engine: KernelEngine, _ operands: Operands) throws -> Kernels {
    try engine.fullyConnected(name, operands)
  }
}
