import CDNNL

/// The kernels of a convolution or a matrix product, chosen but not made.
struct LinearDescriptions {
  let input: TensorLayout
  let output: TensorLayout
  let forward: KernelDescription
  /// Nil for inference.
  let backwardWeights: KernelDescription?
  /// Nil for inference, and where nobody needs the derivative by the input.
  let backwardData: KernelDescription?
  /// Kernels that stand in where oneDNN has only slow ones; nil where there are none.
  let own: DepthwiseKernels?
  /// A faster way to the derivative by the weights, where there is one.
  let byPixels: PixelProducts?

  /// Whether none of them is one of oneDNN's reference kernels.
  var isFast: Bool {
    own != nil
      || [forward, backwardWeights, backwardData].allSatisfy { $0.map { !$0.isReference } ?? true }
  }

  /// Of a convolution whose images lie in the order given, or as the forward kernel likes.
  init(
    _ name: String, _ geometry: ConvolutionGeometry, order: Layout, input: Activation,
    output shape: [Int], parameters: LayerParameters, engine: KernelEngine
  ) throws {
    var operation = ConvolutionOperation(
      geometry,
      try LinearLayouts(
        input: TensorLayout(input.value.shape, order),
        weights: TensorLayout(parameters.values[0].shape, .chosenByKernel),
        bias: parameters.values.count > 1 ? parameters.values[1].layout : nil,
        output: TensorLayout(shape, order)))
    let isTraining = parameters.isTraining
    let size = parameters.values[0].shape.last ?? 0
    let direct = try operation.forward("\(name) forward", training: isTraining, engine: engine)
    guard let taken = direct.layout(dnnl_query_src_md, shape: input.value.shape),
      let given = direct.layout(dnnl_query_dst_md, shape: shape)
    else { throw LearningError.kernelFailed(call: "\(name): no layouts", status: 0) }
    self.input = taken
    output = given
    operation.layouts.input = taken
    operation.layouts.output = given
    let winograd = try Winograd(
      name, operation, geometry, size: size, isTraining: isTraining, engine: engine)
    forward = winograd?.forward ?? direct
    backwardWeights =
      isTraining
      ? try winograd?.backwardWeights
        ?? operation.backwardWeights("\(name) backward weights", engine: engine, forward: direct)
      : nil
    backwardData =
      isTraining && input.gradient != nil
      ? try winograd?.backwardData
        ?? operation.backwardData("\(name) backward data", engine: engine, forward: direct) : nil
    byPixels =
      winograd?.backwardWeights == nil
      ? PixelProducts(geometry, size: size, input: taken, output: given) : nil
    own =
      parameters.values.count > 1
      ? nil : DepthwiseKernels(geometry, size: size, input: taken, output: given)
  }

  init(
    _ name: String, _ operation: ProductOperation, isTraining: Bool, hasInputGradient: Bool,
    engine: KernelEngine
  ) throws {
    input = operation.layouts.input
    output = operation.layouts.output
    own = nil
    byPixels = nil
    forward = try operation.forward("\(name) forward", training: isTraining, engine: engine)
    backwardWeights =
      isTraining
      ? try operation.backwardWeights(
        "\(name) backward weights", engine: engine, forward: forward) : nil
    backwardData =
      isTraining && hasInputGradient
      ? try operation.backwardData("\(name) backward data", engine: engine, forward: forward) : nil
  }
}
