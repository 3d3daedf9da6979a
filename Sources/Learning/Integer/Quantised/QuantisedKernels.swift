import CKernels

/// Convolutions and full connections of int8 values between layers in FP32 (precision `npu`).
///
/// Every tensor that is multiplied gets one power of two for all its values, by its own largest, and
/// is rounded to the nearest of 255 values; sums are of 32 bits and become FP32 numbers again. What
/// follows (bias, batch normalisation, ReLU, pooling, sums of branches, the loss) is computed in FP32.
///
/// Each product is that of its int8 values, to the rounding of FP32 (`QuantisedProductsTests`: every
/// layer of every network, forward and both ways back). What rounding to int8 values does to a whole
/// network depends on that network. Cosines with the FP32 gradient at first weights (seed 1, 64 images
/// of cifar10-10k, all trained numbers as one vector):
///
/// | | ResNet-18 | MobileNet-V1 |
/// |---|---|---|
/// | int8 products | 0.74 | 0.01 |
/// | FP32 products, weights rounded to int8 values | 0.94 | 0.25 |
/// | the same with one unit for each output channel | 0.94 | 0.24 |
/// | FP32 products, noise of up to half a unit on weights | 0.94 | 0.29 |
/// | an eighth of that noise | 0.99 | 0.77 |
/// | FP32 products, weights of depthwise layers rounded | | 0.40 |
/// | FP32 products, all other weights rounded | | 0.31 |
///
/// So it is MobileNet-V1, with a batch normalisation after each of its 27 convolutions, that turns its
/// gradient under any change of this size, noise in FP32 included, and units for each channel would not
/// help. Its loss on a few images falls all the same (`QuantisedStepTests.deepNetworksLearn`).
///
/// Of one thread; networks that run by turns may share it.
final class QuantisedKernels {
  let products: IntegerProducts
  let scratch = IntegerScratch()
  /// Of the pass under way.
  var weights: QuantisedWeights?

  init(products: IntegerProducts = IntegerProducts()) { self.products = products }

  private func tensor(at place: Int) -> QuantisedTensor {
    guard let weights else {
      preconditionFailure("a pass in int8 values needs the weights' values")
    }
    return weights[place]
  }

  // MARK: Layers

  /// Adds a convolution or full connection.
  func append(
    _ shape: IntegerShape, name: String, parameters: LayerParameters,
    to assembly: inout NetworkAssembly
  ) throws {
    let sums = IntegerSums(shape: shape, products: products, scratch: scratch)
    let gradients = QuantisedGradient(shape, scratch: scratch)
    let place = parameters.places[0]
    let batch = assembly.batch
    try append(
      shape, name: name, parameters: parameters, to: &assembly,
      forward: { [scratch] input, weights, take in
        for rows in sums.outputParts(images: batch) {
          let part = scratch.sums(rows.count * shape.output.channels)
          try sums.forward(rows, of: batch, input, filters: weights.filters, into: part)
          take(part, rows)
        }
      },
      backward: { [scratch] error, weights, take in
        let turned = sums.turnsFilters(images: batch) ? weights.turned(for: shape) : nil
        for rows in sums.inputParts(images: batch) {
          let part = scratch.sums(rows.count * shape.input.channels)
          try sums.backward(
            rows, of: batch, error, filters: weights.filters, turned: turned, into: part)
          take(part, rows)
        }
      },
      gradient: { input, error, unit, target in
        gradients.write(
          try sums.gradient(input, error: error, images: batch), into: target, unit: unit)
      }, place: place, order: sums.order(images: batch))
  }

  /// Adds a convolution of each channel on its own.
  func appendDepthwise(
    _ shape: IntegerShape, name: String, parameters: LayerParameters,
    to assembly: inout NetworkAssembly
  ) throws {
    precondition(
      shape.pixels <= IntegerProducts.mostAddends, "sums over an image do not fit into 32 bits")
    let scratch = scratch
    let gradients = QuantisedGradient(shape, isDepthwise: true, scratch: scratch)
    let place = parameters.places[0]
    let geometry = shape.geometry(images: assembly.batch)
    let channels = shape.input.channels
    let inputs = assembly.batch * shape.input.height * shape.input.width
    let outputs = assembly.batch * shape.pixels
    try append(
      shape, name: name, parameters: parameters, to: &assembly,
      forward: { input, weights, take in
        let sums = scratch.sums(outputs * channels)
        tidewatt_integer_depthwise(geometry, input.base, weights.filters.base, sums)
        take(sums, 0..<outputs)
      },
      backward: { error, weights, take in
        let sums = scratch.sums(inputs * channels)
        tidewatt_integer_depthwise_error(geometry, error.base, weights.filters.base, sums)
        take(sums, 0..<inputs)
      },
      gradient: { input, error, unit, target in
        let products = gradients.clearedSums()
        tidewatt_integer_depthwise_filters(
          geometry, input.base, error.base, products, scratch.sums(gradients.count))
        gradients.write(.wideSums(UnsafePointer(products)), into: target, unit: unit)
      }, place: place, order: .bySample)
  }

  // MARK: Between FP32 and int8

  /// Hands on the sums part by part, with the rows that they are of, while they lie in the cache.
  private typealias Product = (
    _ values: IntegerBuffer, _ weights: QuantisedTensor,
    _ take: (UnsafePointer<Int32>, _ rows: Range<Int>) -> Void
  ) throws -> Void

  /// What the way back needs of the way there.
  private final class Kept {
    var input: IntegerBuffer?
    var unit: Float = 1
  }

  private func append(
    _ shape: IntegerShape, name: String, parameters: LayerParameters,
    to assembly: inout NetworkAssembly, forward: @escaping Product, backward: @escaping Product,
    gradient:
      @escaping (IntegerBuffer, IntegerBuffer, Float, UnsafeMutablePointer<Float>) throws ->
      Void, place: Int, order: PixelRows.Order
  ) throws {
    var kernels = try inputKernels(for: shape, name: name, in: assembly)
    let input = kernels.output
    let output = try outputActivation(
      for: shape, like: input, in: assembly, isTraining: parameters.isTraining)
    let inputs = PixelRows(order, samples: assembly.batch, of: shape.input)
    let outputs = PixelRows(order, samples: assembly.batch, of: shape.output)
    let bias = parameters.values.count > 1 ? parameters.values[1] : nil
    let kept = Kept()
    if parameters.isTraining { kept.input = IntegerBuffer(count: inputs.count) }
    kernels.forward.append(
      NativeKernel("\(name) forward") { [unowned self] in
        let values = kept.input ?? scratch.inputs(inputs.count)
        kept.unit = tidewatt_unit(input.value.data, inputs.count)
        inputs.quantise(input.value.data, into: values, unit: kept.unit)
        let weights = tensor(at: place)
        let unit = kept.unit * weights.unit
        try forward(values, weights) { sums, rows in
          outputs.dequantise(
            sums, rows: rows, into: output.value.data, unit: unit, bias: bias?.data)
        }
      })
    if let outputGradient = output.gradient {
      let inputGradient = input.gradient
      let weightsGradient = parameters.gradients[0]
      let biasGradient = bias == nil ? nil : parameters.gradients[1]
      let own = NativeKernel("\(name) backward") { [unowned self] in
        guard let values = kept.input else { preconditionFailure("training keeps the input") }
        let error = scratch.errors(outputs.count)
        let unit = tidewatt_unit(outputGradient.data, outputs.count)
        outputs.quantise(outputGradient.data, into: error, unit: unit)
        try gradient(values, error, kept.unit * unit, weightsGradient.data)
        if let biasGradient {
          tidewatt_column_sums(
            outputGradient.data, biasGradient.data, outputs.rowCount, outputs.channels)
        }
        guard let inputGradient else { return }
        let weights = tensor(at: place)
        try backward(error, weights) { sums, rows in
          inputs.dequantise(
            sums, rows: rows, into: inputGradient.data, unit: unit * weights.unit)
        }
      }
      kernels.backward.insert(own, at: 0)
    }
    assembly.add(
      LayerKernels(output: output, forward: kernels.forward, backward: kernels.backward))
  }

  /// The input with channels last, in rows if it is one.
  private func inputKernels(
    for shape: IntegerShape, name: String, in assembly: NetworkAssembly
  ) throws -> LayerKernels {
    if assembly.current.value.shape.count == 2 {
      return LayerKernels(output: assembly.current, forward: [])
    }
    return try assembly.engine.arranged(
      assembly.images(of: shape.input),
      as: TensorLayout(assembly.shape(of: shape.input), .channelsLast), for: name,
      in: assembly.arena)
  }

  private func outputActivation(
    for shape: IntegerShape, like input: Activation, in assembly: NetworkAssembly,
    isTraining: Bool
  ) throws -> Activation {
    let isRow = input.value.shape.count == 2
    let layout = try TensorLayout(
      isRow ? [assembly.batch, shape.output.channels] : assembly.shape(of: shape.output),
      isRow ? .plain : .channelsLast)
    return Activation(
      value: try assembly.arena.tensor(layout),
      gradient: isTraining ? try assembly.arena.tensor(layout) : nil)
  }
}
