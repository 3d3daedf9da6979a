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
        layer: name, role: "weights", shape: [outputs, inputs],
        start: .drawn(fanIn: inputs, fanOut: outputs)),
      ParameterShape(layer: name, role: "bias", shape: [outputs], start: .zeros),
    ]
  }

  func multiplyAdds(for input: SampleShape) -> Int { outputs * input.elementCount }

  func append(
    to assembly: inout NetworkAssembly, input: SampleShape, parameters: LayerParameters
  ) throws {
    try assembly.flatten(input, for: name)
    if let quantised = assembly.quantised {
      let shape = IntegerShape(
        input: SampleShape(channels: input.elementCount, height: 1, width: 1),
        output: outputShape(for: input), filterHeight: 1, filterWidth: 1, padding: 0)
      return try quantised.append(shape, name: name, parameters: parameters, to: &assembly)
    }
    assembly.add(
      try assembly.engine.fullyConnected(
        name, input: assembly.current, outputs: outputs, parameters: parameters,
        in: assembly.arena))
  }
}
