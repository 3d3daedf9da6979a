/// The largest value or the mean of each square; a remainder at the edge is dropped.
struct Pooling: Layer {
  let name: String
  let kind: PoolingKind
  let size: Int
  /// Nil for squares side by side.
  var stride: Int?
  var padding = 0

  /// The largest value of each square.
  static func largest(_ name: String, size: Int, stride: Int? = nil, padding: Int = 0) -> Pooling {
    Pooling(name: name, kind: .largest, size: size, stride: stride, padding: padding)
  }

  /// The mean of each square; zeros of the padding count.
  static func mean(_ name: String, size: Int, stride: Int? = nil, padding: Int = 0) -> Pooling {
    Pooling(name: name, kind: .mean, size: size, stride: stride, padding: padding)
  }

  var signature: String {
    (kind == .largest ? "max-pooling" : "average pooling") + " \(size)x\(size)"
      + (stride.map { " stride \($0)" } ?? "") + (padding == 0 ? "" : " pad \(padding)")
  }

  private var geometry: ConvolutionGeometry {
    ConvolutionGeometry(stride: stride ?? size, padding: padding)
  }

  func outputShape(for input: SampleShape) -> SampleShape {
    SampleShape(
      channels: input.channels, height: geometry.outputLength(input.height, size: size),
      width: geometry.outputLength(input.width, size: size))
  }

  func append(
    to assembly: inout NetworkAssembly, input: SampleShape, parameters: LayerParameters
  ) throws {
    try assembly.pool(
      name, kind, size: (size, size), geometry, input: input, output: outputShape(for: input))
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
