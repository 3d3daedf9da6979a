/// MobileNet-V1 for 32x32 colour images in ten classes: 3,217,226 parameters.
///
/// A. G. Howard et al., arXiv 1704.04861, with stride 1 in the stem for small images.
enum MobileNetV1 {
  /// Outputs and stride of each pair of a depthwise and a pointwise convolution.
  private static let pairs = [
    (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1),
    (512, 1), (512, 1), (1024, 2), (1024, 1),
  ]

  static let network: NetworkDefinition = {
    var layers: [any Layer] = [
      Convolution(name: "conv", outputs: 32, size: 3, padding: 1, hasBias: false),
      BatchNorm(name: "norm", hasReLU: true),
    ]
    for (index, (outputs, stride)) in pairs.enumerated() {
      let number = index + 1
      layers += [
        DepthwiseConvolution(name: "depthwise\(number)", size: 3, stride: stride, padding: 1),
        BatchNorm(name: "depthwise-norm\(number)", hasReLU: true),
        Convolution(name: "pointwise\(number)", outputs: outputs, size: 1, hasBias: false),
        BatchNorm(name: "pointwise-norm\(number)", hasReLU: true),
      ]
    }
    layers.append(GlobalAveragePooling(name: "pool"))
    layers.append(FullyConnected(name: "fc", outputs: 10))
    return NetworkDefinition(
      name: "mobilenet-v1", input: SampleShape(channels: 3, height: 32, width: 32),
      classCount: 10, layers: layers)
  }()
}
