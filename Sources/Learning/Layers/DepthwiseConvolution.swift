/// A convolution of every channel on its own, without bias.
struct DepthwiseConvolution: Layer {
  let name: String
  let size: Int
  var stride = 1
  var padding = 0
  var dilation = 1

  private var geometry: ConvolutionGeometry {
    ConvolutionGeometry(stride: stride, padding: padding, dilation: dilation)
  }

  var signature: String {
    "depthwise \(size)x\(size) pad \(padding)" + (stride == 1 ? "" : " stride \(stride)")
      + (dilation == 1 ? "" : " dilation \(dilation)")
  }

  func outputShape(for input: SampleShape) -> SampleShape {
    SampleShape(
      channels: input.channels, height: geometry.outputLength(input.height, size: size),
      width: geometry.outputLength(input.width, size: size))
  }

  func parameters(for input: SampleShape) -> [ParameterShape] {
    [
      ParameterShape(
        layer: name, role: "weights", shape: [input.channels, 1, 1, size, size],
        start: .drawn(fanIn: size * size, fanOut: size * size))
    ]
  }

  func multiplyAdds(for input: SampleShape) -> Int {
    outputShape(for: input).elementCount * size * size
  }

  func append(
    to assembly: inout NetworkAssembly, input: SampleShape, parameters: LayerParameters
  ) throws {
    if let quantised = assembly.quantised {
      let shape = IntegerShape(
        input: input, output: outputShape(for: input), size: size, geometry)
      return try quantised.appendDepthwise(
        shape, name: name, parameters: parameters, to: &assembly)
    }
    var geometry = geometry
    geometry.groups = input.channels
    assembly.add(
      try assembly.engine.convolution(
        name, geometry, order: input.channels % 16 == 0 ? .chosenByKernel : .channelsLast,
        input: assembly.images(of: input),
        output: assembly.shape(of: outputShape(for: input)), parameters: parameters,
        in: assembly.arena))
  }
}
