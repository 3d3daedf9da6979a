/// A residual block: relu(body(x) + shortcut(x)).
///
/// K. He et al., CVPR 2016.
///
/// - Precondition: the body ends in a batch normalisation without ReLU.
struct Residual: Layer {
  let name: String
  let body: [any Layer]
  /// Empty for x itself; otherwise a projection to the body's shape.
  var shortcut: [any Layer] = []

  var signature: String {
    func words(_ layers: [any Layer]) -> String {
      layers.map { "\($0.name) \($0.signature)" }.joined(separator: ", ")
    }
    return "residual (\(words(body)))" + (shortcut.isEmpty ? "" : " + (\(words(shortcut)))")
  }

  /// Each layer of both branches with the shape that it takes.
  func steps(for input: SampleShape) -> [(layer: any Layer, input: SampleShape)] {
    [body, shortcut].flatMap { branch in
      var shape = input
      return branch.map { layer in
        defer { shape = layer.outputShape(for: shape) }
        return (layer, shape)
      }
    }
  }

  func keptValues(for input: SampleShape) -> Int {
    steps(for: input).map { $0.layer.keptValues(for: $0.input) }.reduce(0, +)
  }

  func outputShape(for input: SampleShape) -> SampleShape {
    body.reduce(input) { $1.outputShape(for: $0) }
  }

  func parameters(for input: SampleShape) -> [ParameterShape] {
    steps(for: input).flatMap { $0.layer.parameters(for: $0.input) }
  }

  func normalisedChannels(for input: SampleShape) -> [Int] {
    steps(for: input).flatMap { $0.layer.normalisedChannels(for: $0.input) }
  }

  func multiplyAdds(for input: SampleShape) -> Int {
    steps(for: input).map { $0.layer.multiplyAdds(for: $0.input) }.reduce(0, +)
  }

  var unquantisable: String? { (body + shortcut).lazy.compactMap(\.unquantisable).first }

  func append(
    to assembly: inout NetworkAssembly, input: SampleShape, parameters: LayerParameters
  ) throws {
    guard let last = body.last as? BatchNorm, !last.hasReLU else {
      preconditionFailure("\(name) does not end in batch normalisation")
    }
    let steps = steps(for: input)
    let bodySteps = steps.prefix(body.count)
    let counts = steps.map { $0.layer.parameters(for: $0.input).count }
    let bodyCount = counts.prefix(body.count).reduce(0, +)
    let start = assembly.current
    assembly.hold(start)

    // The backward pass runs from the end: the sum of both branches' gradients comes last.
    let sum = assembly.reserveBackward()
    let sideGradient = shortcut.isEmpty ? nil : try start.gradient.map(assembly.twin)
    var addend = start
    if !shortcut.isEmpty {
      assembly.branch(from: Activation(value: start.value, gradient: sideGradient))
      var cursor = bodyCount
      for (step, count) in zip(steps.dropFirst(body.count), counts.dropFirst(body.count)) {
        try assembly.append(
          step.layer, input: step.input, parameters: parameters[cursor..<cursor + count])
        cursor += count
      }
      addend = assembly.current
      assembly.hold(addend)
    }
    // Between the body's and the shortcut's, should they lie in different layouts.
    let copyBack = assembly.reserveBackward()

    assembly.branch(from: start)
    var cursor = 0
    for (step, count) in zip(bodySteps.dropLast(), counts) {
      try assembly.append(
        step.layer, input: step.input, parameters: parameters[cursor..<cursor + count])
      cursor += count
    }
    let inner = try assembly.images(of: outputShape(for: input))
    let beside = try assembly.aligned(addend, with: inner, named: "\(name) shortcut")
    let rectified = BatchNorm(name: last.name, hasReLU: true, isFrozen: last.isFrozen)
    try rectified.append(
      to: &assembly, input: outputShape(for: input), parameters: parameters[cursor..<bodyCount],
      adding: BatchNormalisation.Addend(
        value: beside.value, gradient: shortcut.isEmpty ? nil : beside.gradient))
    assembly.letGo(inner)
    assembly.letGo(start)
    if !shortcut.isEmpty { assembly.letGo(addend) }
    guard let made = assembly.current.gradient else { return }
    // What the shortcut gets: the masked gradient of the output, in the shortcut's layout.
    let passed: Tensor
    if beside.isCopy {
      passed = try addend.gradient.map { shortcut.isEmpty ? try assembly.twin(of: $0) : $0 } ?? made
      try assembly.fill(
        copyBack,
        with: assembly.engine.reorder("\(name) shortcut reorder back", from: made, to: passed))
    } else {
      passed = made
    }
    if let target = start.gradient {
      let other = sideGradient ?? passed
      assembly.fill(
        sum,
        with: NativeKernel("\(name) gradient sum") {
          ElementwiseKernels.add(other, to: target)
        })
    }
  }
}

extension LayerParameters {
  fileprivate subscript(range: Range<Int>) -> LayerParameters {
    LayerParameters(
      values: Array(values[range]), gradients: isTraining ? Array(gradients[range]) : [],
      places: places.isEmpty ? [] : Array(places[range]))
  }
}
