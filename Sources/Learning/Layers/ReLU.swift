/// max(x, 0), element by element, in place.
struct ReLU: Layer {
  let name: String

  var signature: String { "relu" }
  var worksInPlace: Bool { true }

  func outputShape(for input: SampleShape) -> SampleShape { input }

  /// One long row: the kernel does not care for the shape.
  func tensorShapes(for input: SampleShape, batch: Int) -> (input: [Int], output: [Int]) {
    ([batch, input.elementCount], [batch, input.elementCount])
  }

  func kernels(_ engine: KernelEngine, _ operands: Operands) throws -> Kernels {
    try engine.relu(name, operands)
  }
}
