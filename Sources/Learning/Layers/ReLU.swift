/// max(x, 0), element by element, in place.
struct ReLU: Layer {
  let name: String

  var signature: String { "relu" }

  func keptValues(for input: SampleShape) -> Int { 0 }

  func outputShape(for input: SampleShape) -> SampleShape { input }

  func append(
    to assembly: inout NetworkAssembly, input: SampleShape, parameters: LayerParameters
  ) throws {
    assembly.add(
      try assembly.engine.relu(name, assembly.current, training: assembly.isTraining))
  }
}
