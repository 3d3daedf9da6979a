/// The largest value of each square; a remainder at the edge is dropped.
struct MaxPooling: Layer {
  let name: String
  let size: Int
  /// Nil for squares side by side.
  var stride: Int?
  var padding = 0

  var signature: String {
    "max-pooling \(size)x\(size)" + (stride.map { " stride \($0)" } ?? "")
      + (padding == 0 ? "" : " pad \(padding)")
  }

  private var geometry: ConvolutionGeometry {
    ConvolutionGeometry(stride: stride ?? size, padding: padding)
  }

  func outputShape(for input: SampleShape) -> SampleShape {
    geometry.pooled(input, size: size)
  }

  func append(
    to assembly: inout NetworkAssembly, input: SampleShape, parameters: LayerParameters
  ) throws {
    try assembly.pool(
      name, .largest, size: (size, size), geometry, input: input,
      output: outputShape(for: input))
  }
}

/// The mean of each square; a remainder at the edge is dropped, zeros of the padding count.
struct AveragePooling: Layer {
  let name: String
  let size: Int
  /// Nil for squares side by side.
  var stride: Int?
  var padding = 0

  var signature: String {
    "average pooling \(size)x\(size)" + (stride.map { " stride \($0)" } ?? "")
      + (padding == 0 ? "" : " pad \(padding)")
  }

  private var geometry: ConvolutionGeometry {
    ConvolutionGeometry(stride: stride ?? size, padding: padding)
  }

  func outputShape(for input: SampleShape) -> SampleShape {
    geometry.pooled(input, size: size)
  }

  func append(
    to assembly: inout NetworkAssembly, input: SampleShape, parameters: LayerParameters
  ) throws {
    try assembly.pool(
      name, .mean, size: (size, size), geometry, input: input, output: outputShape(for: input))
  }
}

/// The mean of each channel.
struct GlobalAveragePooling: Layer {
  let name: String

  var signature: String { "global average pooling" }

  func outputShape(for input: SampleShape) -> SampleShape {
    SampleShape(channels: input.channels, height: 1, width: 1)
  }

  func append(
    to assembly: inout NetworkAssembly, input: SampleShape, parameters: LayerParameters
  ) throws {
    try assembly.pool(
      name, .mean, size: (input.height, input.width), ConvolutionGeometry(), input: input,
      output: outputShape(for: input))
  }
}

extension ConvolutionGeometry {
  fileprivate func pooled(_ input: SampleShape, size: Int) -> SampleShape {
    SampleShape(
      channels: input.channels, height: outputLength(input.height, size: size),
      width: outputLength(input.width, size: size))
  }
}

extension NetworkAssembly {
  fileprivate mutating func pool(
    _ name: String, _ kind: PoolingKind, size: (height: Int, width: Int),
    _ geometry: ConvolutionGeometry, input: SampleShape, output: SampleShape
  ) throws {
    add(
      try engine.pooling(
        name, kind, size: size, stride: geometry.stride, padding: geometry.padding,
        input: images(of: input), output: shape(of: output), training: isTraining, in: arena))
  }
}
