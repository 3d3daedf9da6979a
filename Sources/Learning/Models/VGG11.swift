/// VGG-11 for 32x32 colour images in ten classes, with one fully connected layer.
///
/// Configuration A of K. Simonyan and A. Zisserman, ICLR 2015, in the form used with CIFAR-10.
/// With batch normalisation 9,231,114 parameters, without 9,225,610.
enum VGG11 {
  static let network = definition(name: "vgg11", hasBatchNorm: true)
  /// For training with integers only, which has no batch normalisation.
  static let plain = definition(name: "vgg11-plain", hasBatchNorm: false)

  /// Outputs of the convolutions; a pooling layer follows each group.
  private static let groups = [[64], [128], [256, 256], [512, 512], [512, 512]]

  private static func definition(name: String, hasBatchNorm: Bool) -> NetworkDefinition {
    var layers: [any Layer] = []
    var number = 1
    for (group, outputs) in groups.enumerated() {
      for count in outputs {
        layers.append(Convolution(name: "conv\(number)", outputs: count, size: 3, padding: 1))
        if hasBatchNorm {
          layers.append(BatchNorm(name: "norm\(number)", hasReLU: true))
        } else {
          layers.append(ReLU(name: "relu\(number)"))
        }
        number += 1
      }
      layers.append(Pooling.largest("pool\(group + 1)", size: 2))
    }
    layers.append(FullyConnected(name: "fc", outputs: 10))
    return NetworkDefinition(
      name: name, input: SampleShape(channels: 3, height: 32, width: 32), classCount: 10,
      layers: layers)
  }
}
