/// Puts the kernels of a network together, layer by layer.
///
/// Each layer reads the floats that the one before it wrote. It may see them in another shape (an
/// image flattened into a row) through a tensor of its own over the same floats.
struct NetworkAssembly {
  let engine: KernelEngine
  let arena: Arena
  let batch: Int
  let isTraining: Bool
  /// The samples that the network runs on.
  let samples: SamplesInUse
  /// For products of int8 values; nil for FP32.
  let quantised: QuantisedKernels?

  /// The output of the last layer so far, and the derivative of the loss by it.
  private(set) var current: Activation
  private(set) var forward: [Stage] = []
  /// In the order in which they run: the last layer's first.
  var backward: [Stage] { backwardByLayer.reversed().flatMap { $0 } }
  private var backwardByLayer: [[Stage]] = []
  /// Values that another branch will still read.
  private var held: [Activation] = []

  init(
    input: Activation, batch: Int, isTraining: Bool, samples: SamplesInUse, arena: Arena,
    quantised: QuantisedKernels? = nil
  ) {
    self.engine = arena.engine
    self.arena = arena
    self.batch = batch
    self.isTraining = isTraining
    self.samples = samples
    self.quantised = quantised
    current = input
  }

  /// Adds a layer whose input has the given shape per sample.
  mutating func append(
    _ layer: any Layer, input: SampleShape, parameters: LayerParameters
  ) throws {
    let before = current
    try layer.append(to: &self, input: input, parameters: parameters)
    if before.value.storage !== current.value.storage { release(before) }
  }

  // MARK: For layers

  mutating func add(_ kernels: LayerKernels) {
    add(
      stages: kernels.forward.map(Stage.kernel), backward: kernels.backward.map(Stage.kernel),
      output: kernels.output)
  }

  mutating func add(stages: [Stage], backward: [Stage], output: Activation) {
    forward += stages
    backwardByLayer.append(backward)
    current = output
  }

  func shape(of sample: SampleShape) -> [Int] {
    [batch, sample.channels, sample.height, sample.width]
  }

  /// The current value as images; a row of numbers is an image for every number.
  func images(of sample: SampleShape) throws -> Activation {
    if current.value.shape.count == 4 { return current }
    let layout = try TensorLayout(shape(of: sample), .plain)
    return Activation(
      value: try current.value.seen(as: layout, engine: engine),
      gradient: try current.gradient?.seen(as: layout, engine: engine))
  }

  /// Makes the current value a row per sample, in channel x row x column order.
  mutating func flatten(_ sample: SampleShape, for layer: String) throws {
    guard current.value.shape.count == 4 else { return }
    let plain = try TensorLayout(shape(of: sample), .plain)
    let arranged = try engine.arranged(current, as: plain, for: layer, in: arena)
    let rows = try TensorLayout([batch, sample.elementCount], .plain)
    add(
      LayerKernels(
        output: Activation(
          value: try arranged.output.value.seen(as: rows, engine: engine),
          gradient: try arranged.output.gradient?.seen(as: rows, engine: engine)),
        forward: arranged.forward, backward: arranged.backward))
  }

  // MARK: Branches

  /// Goes on from an earlier value.
  mutating func branch(from activation: Activation) { current = activation }

  /// Another tensor of the same layout.
  func twin(of tensor: Tensor) throws -> Tensor { try arena.tensor(tensor.layout) }

  /// A branch's value in the layout of the one that it is added to.
  mutating func aligned(
    _ branch: Activation, with other: Activation, named name: String
  ) throws -> (value: Tensor, gradient: Tensor?, isCopy: Bool) {
    let wanted = other.value.layout
    if branch.value.layout.isSame(as: wanted) { return (branch.value, branch.gradient, false) }
    let copy = try arena.tensor(wanted)
    forward.append(
      .kernel(try engine.reorder("\(name) reorder", from: branch.value, to: copy)))
    return (copy, nil, true)
  }

  mutating func hold(_ activation: Activation) { held.append(activation) }

  /// The value is not needed beyond the kernels that exist so far.
  mutating func letGo(_ activation: Activation) {
    held.removeAll { $0.value === activation.value }
    release(activation)
  }

  private func release(_ activation: Activation) {
    guard !held.contains(where: { $0.value.storage === activation.value.storage }),
      current.value.storage !== activation.value.storage
    else { return }
    arena.release(activation.value)
  }

  /// Keeps a place in the backward pass: after all that is added from now on.
  mutating func reserveBackward() -> Int {
    backwardByLayer.append([])
    return backwardByLayer.count - 1
  }

  mutating func fill(_ place: Int, with kernel: any Kernel) {
    backwardByLayer[place] = [.kernel(kernel)]
  }
}
