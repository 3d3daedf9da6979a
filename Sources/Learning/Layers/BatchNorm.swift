/// Batch normalisation per channel, with a ReLU after it where wanted (one pass over memory less).
///
/// S. Ioffe and C. Szegedy, ICML 2015. Training normalises with the statistics of the samples of one
/// worker's step, however they are cut into chunks; evaluation with the running statistics, which
/// follow those by a tenth in each step, the variance without bias (as in PyTorch).
struct BatchNorm: Layer {
  let name: String
  var hasReLU = false
  /// Training normalises with the running statistics as well, and leaves them as they are.
  var isFrozen = false

  static let epsilon = 1e-5
  /// How far the running statistics follow those of a step.
  static let share: Float = 0.1

  var signature: String {
    "batch normalisation" + (hasReLU ? " relu" : "") + (isFrozen ? " frozen" : "")
  }

  func outputShape(for input: SampleShape) -> SampleShape { input }

  func parameters(for input: SampleShape) -> [ParameterShape] {
    let shape = [input.channels]
    return [
      ParameterShape(layer: name, role: "scale", shape: shape, start: .ones),
      ParameterShape(layer: name, role: "shift", shape: shape, start: .zeros),
      ParameterShape(layer: name, role: "mean", shape: shape, start: .zeros, isTrained: false),
      ParameterShape(layer: name, role: "variance", shape: shape, start: .ones, isTrained: false),
    ]
  }

  func normalisedChannels(for input: SampleShape) -> [Int] { isFrozen ? [] : [input.channels] }

  func append(
    to assembly: inout NetworkAssembly, input: SampleShape, parameters: LayerParameters
  ) throws {
    try append(to: &assembly, input: input, parameters: parameters, adding: nil)
  }

  /// With the output of another branch added before the ReLU: the end of a residual block.
  func append(
    to assembly: inout NetworkAssembly, input: SampleShape, parameters: LayerParameters,
    adding addend: BatchNormalisation.Addend?
  ) throws {
    let normalisation = try BatchNormalisation(
      name, input: assembly.images(of: input), isRectified: hasReLU, isFrozen: isFrozen,
      parameters: parameters, samples: assembly.samples)
    let stages = try normalisation.stages(adding: addend, in: assembly.arena)
    assembly.add(stages: stages.forward, backward: stages.backward, output: stages.output)
  }
}
