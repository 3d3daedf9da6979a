import CDNNL

/// 3x3 convolutions by the algorithm F(4x4, 3x3), where it is faster: 36 products for 16 outputs and a
/// pair of channels in place of 144.
///
/// A. Lavin and S. Gray, "Fast algorithms for convolutional neural networks", CVPR 2016. Its sums round
/// differently: from direct ones they were 0.7 to 3.2 millionths away (root mean square) for the layers
/// of ResNet-18. oneDNN has it for AVX-512 only.
///
/// Filters are transformed in every call, which pays from a number of pixels on. Measured on AVX-512,
/// 64 to 512 channels, batches of 2 to 64, as times the speed of the direct kernels: forward 1.7 to 2.1
/// at 32x32, 1.5 to 1.9 at 16x16, 1.5 to 2.5 at 8x8 and 1.3 to 1.4 at 4x4 where it is taken, but 0.6 for
/// a batch of 4 at 8x8 and 0.55 for one of 16 at 4x4; the weights' gradient 1.2 to 2.4.
struct Winograd {
  /// Each is nil where the direct kernel is faster.
  let forward: KernelDescription?
  let backwardData: KernelDescription?
  let backwardWeights: KernelDescription?

  private static let fewestPixels = 1024
  /// The gradient of the weights is transformed once for all samples.
  private static let fewestPixelsForWeights = 256
  /// On smaller images the algorithm's tiles of 4x4 outputs reach beyond the edge.
  private static let smallestImage = 4

  /// Nil for convolutions that it does not fit, and on processors that it is not made for.
  init?(
    _ name: String, _ direct: ConvolutionOperation, _ geometry: ConvolutionGeometry, size: Int,
    isTraining: Bool, engine: KernelEngine
  ) throws {
    let output = direct.layouts.output.shape
    let side = min(output[2], output[3])
    let pixels = output[0] * output[2] * output[3]
    guard geometry == ConvolutionGeometry(padding: 1), size == 3, side >= Self.smallestImage,
      pixels >= Self.fewestPixelsForWeights
    else { return nil }
    var operation = direct
    operation.algorithm = dnnl_convolution_winograd
    // Evaluation takes the kernel of training too: oneDNN has others for inference, which round
    // differently.
    let first = try Self.ifImplemented {
      try operation.forward("\(name) forward", training: true, engine: engine)
    }
    guard let first else { return nil }
    let isLarge = pixels >= Self.fewestPixels
    forward = isLarge ? first : nil
    backwardData =
      isTraining && isLarge
      ? try Self.ifImplemented {
        try operation.backwardData("\(name) backward data", engine: engine, forward: first)
      } : nil
    backwardWeights =
      isTraining && (isLarge || side >= 2 * Self.smallestImage)
      ? try Self.ifImplemented {
        try operation.backwardWeights("\(name) backward weights", engine: engine, forward: first)
      } : nil
  }

  /// Nil for channels or a processor that oneDNN has no such kernel for: the direct ones do it.
  private static func ifImplemented(
    _ description: () throws -> KernelDescription
  ) throws -> KernelDescription? {
    do {
      return try description()
    } catch LearningError.kernelFailed(_, let status)
      where status == Int(dnnl_unimplemented.rawValue)
    {
      return nil
    }
  }

  // MARK: Keys

  /// When it is chosen, in words that enter the keys of learned values.
  static let rule =
    "winograd from \(fewestPixels) pixels, weights \(fewestPixelsForWeights), image \(smallestImage)"

  /// Whether a kernel's implementation is of this algorithm.
  static func isImplementation(_ name: String) -> Bool { name.contains("wino") }
}
