/// The largest value of each square, squares side by side; a remainder at the edge is dropped.
struct MaxPooling: Layer {
  let name: String
  let size: Int

  var signature: String { "max-pooling \(size)x\(size)" }

  /// As the convolutions around it.
  var layout: Layout { .channelsLast }

  func outputShape(for input: SampleShape) -> SampleShape {
    SampleShape(
      channels: input.channels, height: input.height / size, width: input.width / size)
  }

  func kernels(_ engine: KernelEngine, _ operands: Operands) throws -> Kernels {
    try engine.maxPooling(name, operands, size: size)
  }
}
