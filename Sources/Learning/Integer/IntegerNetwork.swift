import CKernels

/// A network that is trained with integers only (precision `niti`), for batches of any size.
///
/// After NITI (see `IntegerRounding`): int8 values with one power of two for each tensor, sums of 32
/// bits, the gradient rounded to a few bits in place of a learning rate. Biases stay zero.
final class IntegerNetwork {
  private enum Layer {
    case product(IntegerProductLayer)
    case rectifier
    case pool(SampleShape, size: Int)
  }

  /// What the way back needs of the way there.
  private enum Trace {
    case product(images: Int)
    case rectifier(output: IntegerTensor)
    case pool(places: [UInt8])
  }

  private let layers: [Layer]
  private let classes: Int

  /// - Throws: `LearningError.integerLayer` naming the first layer that integers cannot train.
  init(_ definition: NetworkDefinition, products: IntegerProducts = IntegerProducts()) throws {
    classes = definition.classCount
    let scratch = IntegerScratch()
    var offset = 0
    var layers: [Layer] = []
    for (layer, input) in zip(definition.layers, definition.shapes) {
      let output = layer.outputShape(for: input)
      switch layer {
      case let layer as Convolution
      where layer.stride == 1 && layer.dilation == 1 && layer.groups == 1
        && layer.padding < layer.size:
        layers.append(
          .product(
            IntegerProductLayer(
              IntegerShape(
                input: input, output: output, filterHeight: layer.size, filterWidth: layer.size,
                padding: layer.padding),
              offset: definition.parameters.offsets[offset], products: products,
              scratch: scratch)))
      case is FullyConnected:
        layers.append(
          .product(
            IntegerProductLayer(
              IntegerShape(
                input: input, output: output, filterHeight: input.height,
                filterWidth: input.width, padding: 0),
              offset: definition.parameters.offsets[offset], products: products,
              scratch: scratch)))
      case is ReLU:
        layers.append(.rectifier)
      case let layer as Pooling
      where layer.kind == .largest && (layer.stride ?? layer.size) == layer.size
        && layer.padding == 0 && layer.size <= 15:
        layers.append(.pool(input, size: layer.size))
      default:
        throw LearningError.integerLayer(model: definition.name, layer: layer.name)
      }
      offset += layer.parameters(for: input).count
    }
    self.layers = layers
  }

  // MARK: Weights

  /// Takes the weights of a state.
  func read(_ weights: FloatBuffer) {
    for case .product(let layer) in layers { layer.weights.read(weights.base + layer.offset) }
  }

  /// Writes them into a state.
  func write(_ weights: FloatBuffer) {
    for case .product(let layer) in layers { layer.weights.write(weights.base + layer.offset) }
  }

  /// Initial weights of a state: those drawn for it, on the layers' scales; biases zero.
  ///
  /// Each layer's largest weight becomes 127 times its power of two.
  func initialise(_ weights: FloatBuffer) {
    for case .product(let layer) in layers {
      let floats = weights.base + layer.offset
      let count = layer.weights.shape.weightCount
      let largest = (0..<count).reduce(Float.leastNormalMagnitude) { max($0, abs(floats[$1])) }
      let unit = Float(sign: .plus, exponent: layer.weights.exponent, significand: 1)
      for index in 0..<count { floats[index] = (floats[index] / largest * 127).rounded() * unit }
    }
  }

  // MARK: Passes

  /// The logits of images that were quantised, channels last.
  func logits(_ images: IntegerTensor, count: Int) throws -> IntegerTensor {
    try forward(images, count: count).logits
  }

  private func forward(
    _ images: IntegerTensor, count: Int
  ) throws -> (logits: IntegerTensor, traces: [Trace]) {
    var value = images
    var traces: [Trace] = []
    for layer in layers {
      switch layer {
      case .product(let layer):
        value = try layer.forward(value, images: count)
        traces.append(.product(images: count))
      case .rectifier:
        // Nobody else has the buffer: a product or a pooling layer made it.
        tidewatt_integer_rectify(value.values.base, value.values.count)
        traces.append(.rectifier(output: value))
      case .pool(let shape, let size):
        let outputs = count * (shape.height / size) * (shape.width / size) * shape.channels
        let output = IntegerBuffer(count: outputs)
        var places = [UInt8](repeating: 0, count: outputs)
        tidewatt_integer_pool(
          value.values.base, count, shape.height, shape.width, shape.channels, size, output.base,
          &places)
        value = IntegerTensor(values: output, exponent: value.exponent)
        traces.append(.pool(places: places))
      }
    }
    return (value, traces)
  }

  /// Runs forward and back, for the gradients of all images together.
  ///
  /// - Parameter take: Called with each product layer and its sums, from the last layer to the first.
  func backward(
    _ images: IntegerTensor, labels: [UInt8],
    take: (IntegerProductLayer, IntegerSums.Gradient) -> Void
  ) throws {
    let count = labels.count
    let (logits, traces) = try forward(images, count: count)
    var error = IntegerBuffer(count: count * classes)
    IntegerCrossEntropy.error(
      logits: logits.values.base, exponent: logits.exponent, labels: labels, classes: classes,
      into: error.base)
    for (index, trace) in traces.enumerated().reversed() {
      switch (layers[index], trace) {
      case (.product(let layer), .product(let images)):
        let result = try layer.backward(error, images: images, needsInputError: index > 0) {
          take(layer, $0)
        }
        if let result { error = result }
      case (.rectifier, .rectifier(let output)):
        tidewatt_integer_rectify_error(error.base, output.values.base, error.count)
      case (.pool(let shape, let size), .pool(let places)):
        let result = IntegerBuffer(count: count * shape.elementCount)
        tidewatt_integer_pool_error(
          error.base, places, count, shape.height, shape.width, shape.channels, size, result.base)
        error = result
      default:
        preconditionFailure("the way back does not follow the way there")
      }
    }
  }

  /// Runs forward and back, and takes the gradients, rounded to `bits`, from the weights.
  func train(_ images: IntegerTensor, labels: [UInt8], bits: Int) throws {
    try backward(images, labels: labels) { layer, gradient in
      layer.weights.subtract(gradient, bits: bits)
    }
  }
}
