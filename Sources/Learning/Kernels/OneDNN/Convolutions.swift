import CDNNL

/// How a convolution steps over its input; the same in both directions.
struct ConvolutionGeometry: Sendable, Hashable {
  var stride = 1
  /// Zeros around the image.
  var padding = 0
  /// Distance between the taps of a filter; 1 for neighbours.
  var dilation = 1
  /// The channels are cut into so many groups that do not see each other.
  var groups = 1

  /// The length of a line of `length` pixels under a filter of `size`.
  func outputLength(_ length: Int, size: Int) -> Int {
    (length + 2 * padding - dilation * (size - 1) - 1) / stride + 1
  }
}

extension KernelEngine {
  /// output = input * weights [+ bias], a two-dimensional cross-correlation with zero padding.
  ///
  /// The kernels choose the layout of the filters, and with `order` also of the images; where that
  /// has no fast kernels, channels last or the plain layout are taken. Filters are kept in the
  /// model's own layout; the copies between the two are small.
  func convolution(
    _ name: String, _ geometry: ConvolutionGeometry, order: Layout, input: Activation,
    output shape: [Int], parameters: LayerParameters, in arena: Arena
  ) throws -> LayerKernels {
    func described(_ order: Layout) throws -> LinearDescriptions {
      try LinearDescriptions(
        name, geometry, order: order, input: input, output: shape, parameters: parameters,
        engine: self)
    }
    var chosen = try described(order)
    for other in [Layout.channelsLast, .plain] where other != order && !chosen.isFast {
      let candidate = try described(other)
      if candidate.isFast { chosen = candidate }
    }
    var kernels = try arranged(input, as: chosen.input, for: name, in: arena)
    let output = Activation(
      value: try arena.tensor(chosen.output),
      gradient: parameters.isTraining ? try arena.tensor(chosen.output) : nil)
    let rest = try linear(chosen, input: kernels.output, output: output, parameters: parameters)
    kernels.forward += rest.forward
    kernels.backward = rest.backward + kernels.backward
    return LayerKernels(output: output, forward: kernels.forward, backward: kernels.backward)
  }

  /// output = input x weights transposed + bias, for a weights matrix of outputs x inputs.
  func fullyConnected(
    _ name: String, input: Activation, outputs: Int, parameters: LayerParameters, in arena: Arena
  ) throws -> LayerKernels {
    let outputLayout = try TensorLayout([input.value.shape[0], outputs], .plain)
    let output = Activation(
      value: try arena.tensor(outputLayout),
      gradient: parameters.isTraining ? try arena.tensor(outputLayout) : nil)
    let descriptions = try LinearDescriptions(
      name,
      ProductOperation(
        layouts: LinearLayouts(
          input: input.value.layout, weights: parameters.values[0].layout,
          bias: parameters.values[1].layout, output: outputLayout)),
      isTraining: parameters.isTraining, hasInputGradient: input.gradient != nil, engine: self)
    return try linear(descriptions, input: input, output: output, parameters: parameters)
  }

  /// The kernels of an operation that is linear in its input and in its weights.
  private func linear(
    _ descriptions: LinearDescriptions, input: Activation, output: Activation,
    parameters: LayerParameters
  ) throws -> LayerKernels {
    let own = descriptions.own
    let forward = descriptions.forward
    let weights = parameters.values[0]
    let bias = parameters.values.count > 1 ? parameters.values[1] : nil
    var kernels = LayerKernels(output: output, forward: [])
    if let own, forward.isReference, bias == nil {
      kernels.forward.append(
        own.forward(forward.name, input: input.value, weights: weights, output: output.value))
    } else {
      let seen = try laidOut(weights, as: dnnl_query_weights_md, of: forward)
      kernels.forward += try copies(forward.name, from: weights, to: seen)
      kernels.forward.append(
        try Primitive(
          forward.name, forward, engine: self,
          tensors: [
            DNNL_ARG_SRC: input.value, DNNL_ARG_WEIGHTS: seen, DNNL_ARG_BIAS: bias,
            DNNL_ARG_DST: output.value,
          ]))
    }
    guard let outputGradient = output.gradient, let ofWeights = descriptions.backwardWeights
    else { return kernels }

    let target = parameters.gradients[0]
    if let products = descriptions.byPixels {
      kernels.backward.append(
        products.kernel(
          ofWeights.name, input: input.value, outputGradient: outputGradient,
          weights: target, bias: bias == nil ? nil : parameters.gradients[1]))
    } else if let own, ofWeights.isReference, bias == nil {
      kernels.backward.append(
        own.backwardWeights(
          ofWeights.name, input: input.value, outputGradient: outputGradient, target: target))
    } else {
      let made = try laidOut(target, as: dnnl_query_diff_weights_md, of: ofWeights)
      kernels.backward.append(
        try Primitive(
          ofWeights.name, ofWeights, engine: self,
          tensors: [
            DNNL_ARG_SRC: input.value, DNNL_ARG_DIFF_DST: outputGradient,
            DNNL_ARG_DIFF_WEIGHTS: made,
            DNNL_ARG_DIFF_BIAS: bias == nil ? nil : parameters.gradients[1],
          ]))
      kernels.backward += try copies(ofWeights.name, from: made, to: target)
    }
    guard let inputGradient = input.gradient, let ofData = descriptions.backwardData else {
      return kernels
    }
    if let own, ofData.isReference {
      kernels.backward.append(
        own.backwardData(
          ofData.name, outputGradient: outputGradient, weights: weights, target: inputGradient))
      return kernels
    }
    let seenBack = try laidOut(weights, as: dnnl_query_weights_md, of: ofData)
    kernels.backward += try copies(ofData.name, from: weights, to: seenBack)
    kernels.backward.append(
      try Primitive(
        ofData.name, ofData, engine: self,
        tensors: [
          DNNL_ARG_DIFF_DST: outputGradient, DNNL_ARG_WEIGHTS: seenBack,
          DNNL_ARG_DIFF_SRC: inputGradient,
        ]))
    return kernels
  }

  /// The tensor itself, or one of its shape in the layout that the kernel wants.
  private func laidOut(
    _ tensor: Tensor, as query: dnnl_query_t, of description: KernelDescription
  ) throws -> Tensor {
    guard let wanted = description.layout(query, shape: tensor.shape),
      !tensor.layout.isSame(as: wanted)
    else { return tensor }
    return try Tensor(wanted, engine: self)
  }

  /// The copy from one tensor into another, or nothing if they are the same.
  private func copies(_ name: String, from source: Tensor, to target: Tensor) throws
    -> [any Kernel]
  {
    source === target ? [] : [try reorder("\(name) reorder", from: source, to: target)]
  }
}
