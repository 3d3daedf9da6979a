@testable import Learning

/// One layer on its own: given input, weights and output gradient, what comes out.
struct LayerRun {
  let output: [Float]
  let inputGradient: [Float]
  /// Of what is trained, in the order of the layer.
  let parameterGradients: [[Float]]
  /// What batch normalisation observed.
  let observed: [[Float]]
  let implementations: [String]

  /// - Parameters:
  ///   - parameters: The values of each tensor of the layer.
  ///   - workers: How many images each has; nil for one that has all.
  ///   - quantised: For products of int8 values.
  init(
    _ layer: any Layer, input shape: SampleShape, batch: Int, values: [Float],
    parameters given: [[Float]], outputGradient: [Float], workers: [Int]? = nil,
    quantised: QuantisedKernels? = nil
  ) throws {
    try KernelThread.limitToOneThread()
    let engine = try KernelEngine()
    let arena = Arena(engine: engine, recycles: false)
    let images = try TensorLayout([batch, shape.channels, shape.height, shape.width], .plain)
    func tensor(_ layout: TensorLayout, _ values: [Float]) throws -> Tensor {
      let tensor = try arena.tensor(layout)
      for (index, value) in values.enumerated() { tensor.data[index] = value }
      return tensor
    }
    let start = Activation(
      value: try tensor(images, values), gradient: try arena.tensor(images))
    let shapes = layer.parameters(for: shape)
    let layout = ParameterLayout(shapes)
    let state = FloatBuffer(count: layout.bufferCount)
    for (offset, values) in zip(layout.offsets, given) {
      for (index, value) in values.enumerated() { state.base[offset + index] = value }
    }
    quantised?.weights = QuantisedWeights(layout, of: state)
    let parameters = LayerParameters(
      values: try zip(shapes, given).map { try tensor(TensorLayout($0.shape, .plain), $1) },
      gradients: try shapes.map { try arena.tensor(TensorLayout($0.shape, .plain)) },
      places: layout.offsets)
    let workers = workers ?? [batch]
    let samples = SamplesInUse(batch: batch)
    let chunk = StepPlan.Chunk(
      ArraySlice(0..<Int32(batch)), workers: workers, total: batch)
    samples.use(chunk, epoch: nil)
    var assembly = NetworkAssembly(
      input: start, batch: batch, isTraining: true, samples: samples,
      arena: arena, quantised: quantised)
    // A layer without parameters has no gradients to tell training by.
    try assembly.append(layer, input: shape, parameters: parameters)
    let outputShape = layer.outputShape(for: shape)
    try assembly.flatten(outputShape, for: "end")
    let end = assembly.current
    try Self.run(assembly.forward, of: chunk)
    output = Self.numbers(end.value)
    if let gradient = end.gradient {
      for (index, value) in outputGradient.enumerated() { gradient.data[index] = value }
    }
    try Self.run(assembly.backward, of: chunk)
    inputGradient = start.gradient.map(Self.numbers) ?? []
    let all = zip(shapes, parameters.gradients).map { ($0.isTrained, Self.numbers($1)) }
    parameterGradients = all.filter(\.0).map(\.1)
    observed = all.filter { !$0.0 }.map(\.1)
    implementations = (assembly.forward + assembly.backward).compactMap {
      if case .kernel(let kernel) = $0 { "\(kernel.name)=\(kernel.implementation)" } else { nil }
    }
  }

  private static func run(_ stages: [Stage], of chunk: StepPlan.Chunk) throws {
    for stage in stages {
      switch stage {
      case .kernel(let kernel): try kernel.run()
      case .meeting(let meeting):
        meeting.conclude(Meeting.Round(all: [meeting], isFirst: true, shares: chunk.shares))
      }
    }
  }

  private static func numbers(_ tensor: Tensor) -> [Float] {
    Array(UnsafeBufferPointer(start: tensor.data, count: tensor.elementCount))
  }
}
