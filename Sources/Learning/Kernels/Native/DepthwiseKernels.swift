import CKernels

/// Convolutions of every channel on its own, where oneDNN has only its reference kernels: among the
/// shapes of MobileNet-V1, for the weights of a layer with 2x2 pixels.
struct DepthwiseKernels {
  private let shape: tidewatt_depthwise

  /// Nil unless every channel is a group, and for layouts and filters that there are no kernels for.
  init?(
    _ geometry: ConvolutionGeometry, size: Int, input: TensorLayout, output: TensorLayout
  ) {
    guard geometry.groups == input.shape[1], geometry.groups == output.shape[1],
      tidewatt_depthwise_takes(size) != 0, let blocks = input.channelBlocks,
      let others = output.channelBlocks, blocks == others
    else { return nil }
    shape = tidewatt_depthwise(
      images: input.shape[0], blocks: blocks.blocks, block: blocks.block,
      input_height: input.shape[2], input_width: input.shape[3], output_height: output.shape[2],
      output_width: output.shape[3], size: size, stride: geometry.stride,
      padding: geometry.padding, dilation: geometry.dilation)
  }

  func forward(
    _ name: String, input: Tensor, weights: Tensor, output: Tensor
  ) -> any Kernel {
    NativeKernel(name) { [shape] in
      tidewatt_depthwise_forward(shape, input.data, weights.data, output.data)
    }
  }

  func backwardWeights(
    _ name: String, input: Tensor, outputGradient: Tensor, target: Tensor
  ) -> any Kernel {
    NativeKernel(name) { [shape] in
      tidewatt_depthwise_backward_weights(
        shape, input.data, outputGradient.data, target.data)
    }
  }

  func backwardData(
    _ name: String, outputGradient: Tensor, weights: Tensor, target: Tensor
  ) -> any Kernel {
    NativeKernel(name) { [shape] in
      tidewatt_depthwise_backward_data(
        shape, outputGradient.data, weights.data, target.data)
    }
  }
}
