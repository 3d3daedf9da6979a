/// A network as a list of layers: all that is known before any kernel exists.
struct NetworkDefinition: Sendable {
  let name: String
  let input: SampleShape
  let classCount: Int
  let layers: [any Layer]
  /// The input shape of each layer, then the shape of the logits.
  let shapes: [SampleShape]
  let parameters: ParameterLayout

  init(name: String, input: SampleShape, classCount: Int, layers: [any Layer]) {
    self.name = name
    self.input = input
    self.classCount = classCount
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
    "\(name) \(input): " + layers.map { "\($0.name) \($0.signature)" }.joined(separator: ", ")
  }

  var description: ModelDescription {
    let stored = zip(layers, shapes.dropFirst()).filter { !$0.0.worksInPlace }
    return ModelDescription(
      name: name, parameterCount: parameters.shapes.map(\.count).reduce(0, +),
      forwardMultiplyAdds: zip(layers, shapes).map { $0.multiplyAdds(for: $1) }.reduce(0, +),
      activationsPerSample: input.elementCount + stored.map(\.1.elementCount).reduce(0, +),
      inputShape: input, classCount: classCount)
  }
}
