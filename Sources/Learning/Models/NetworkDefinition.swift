/// A network as a list of layers: all that is known before any kernel exists.
struct NetworkDefinition: Sendable {
  let name: String
  let input: SampleShape
  let classCount: Int
  let initialisation: Initialisation
  let layers: [any Layer]
  /// The input shape of each layer, then the shape of the logits.
  let shapes: [SampleShape]
  let parameters: ParameterLayout

  init(
    name: String, input: SampleShape, classCount: Int, initialisation: Initialisation = .heUniform,
    layers: [any Layer]
  ) {
    self.name = name
    self.input = input
    self.classCount = classCount
    self.initialisation = initialisation
    self.layers = layers
    var shapes = [input]
    var parameters: [ParameterShape] = []
    var shape = input
    for layer in layers {
      parameters += layer.parameters(for: shape)
      shape = layer.outputShape(for: shape)
      shapes.append(shape)
    }
    precondition(shape.elementCount == classCount, "\(name) does not end in one logit per class")
    self.shapes = shapes
    self.parameters = ParameterLayout(parameters)
  }

  /// All that fixes what the network computes, in one line.
  var signature: String {
    let start = initialisation == .heUniform ? "" : " (\(initialisation.rawValue))"
    return "\(name) \(input)\(start): "
      + layers.map { "\($0.name) \($0.signature)" }.joined(separator: ", ")
  }

  /// Whether layers draw random numbers for each sample.
  var drawsPerSample: Bool { layers.contains { $0 is Dropout } }

  /// Whether a sample's gradient depends on the others of its batch.
  var couplesSamples: Bool { parameters.observedRange.isEmpty == false }

  /// What a training step moves in FP32 where products are done in INT8.
  private var floatTraffic: FloatTraffic {
    let layers = zip(layers, shapes).enumerated().map { number, step in
      step.0.floatTraffic(for: step.1, isFirst: number == 0)
    }
    return layers.reduce(.loss(classes: classCount) + .update(parameters: trainedCount), +)
  }

  private var trainedCount: Int {
    parameters.shapes.filter(\.isTrained).map(\.count).reduce(0, +)
  }

  var description: ModelDescription {
    let traffic = floatTraffic
    return ModelDescription(
      name: name, parameterCount: trainedCount,
      forwardMultiplyAdds: zip(layers, shapes).map { $0.multiplyAdds(for: $1) }.reduce(0, +),
      activationsPerSample: input.elementCount
        + zip(layers, shapes).map { $0.keptValues(for: $1) }.reduce(0, +),
      normalisedChannels: zip(layers, shapes).flatMap { $0.normalisedChannels(for: $1) },
      inputShape: input, classCount: classCount, floatBytesPerSample: traffic.perSample,
      floatBytesPerStep: traffic.perStep, layers: layerCosts)
  }
}
