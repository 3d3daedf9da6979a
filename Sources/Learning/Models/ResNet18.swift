/// ResNet-18 for 32x32 colour images in ten classes: 11,173,962 parameters.
///
/// K. He et al., "Deep residual learning for image recognition", CVPR 2016, with the stem for small
/// images (3x3, stride 1, no pooling).
enum ResNet18 {
  static let network: NetworkDefinition = {
    var layers: [any Layer] = [
      Convolution(name: "conv1", outputs: 64, size: 3, padding: 1, hasBias: false),
      BatchNorm(name: "norm1", hasReLU: true),
    ]
    var inputs = 64
    for (stage, outputs) in [64, 128, 256, 512].enumerated() {
      for number in 1...2 {
        let stride = stage > 0 && number == 1 ? 2 : 1
        layers.append(
          block(
            "block\(stage + 1).\(number)", inputs: inputs, outputs: outputs, stride: stride))
        inputs = outputs
      }
    }
    layers.append(GlobalAveragePooling(name: "pool"))
    layers.append(FullyConnected(name: "fc", outputs: 10))
    return NetworkDefinition(
      name: "resnet18", input: SampleShape(channels: 3, height: 32, width: 32), classCount: 10,
      layers: layers)
  }()

  /// Two 3x3 convolutions beside the input, which is projected where the shapes differ.
  static func block(_ name: String, inputs: Int, outputs: Int, stride: Int) -> Residual {
    let changesShape = stride != 1 || inputs != outputs
    return Residual(
      name: name,
      body: [
        Convolution(
          name: "\(name).conv1", outputs: outputs, size: 3, stride: stride, padding: 1,
          hasBias: false),
        BatchNorm(name: "\(name).norm1", hasReLU: true),
        Convolution(name: "\(name).conv2", outputs: outputs, size: 3, padding: 1, hasBias: false),
        BatchNorm(name: "\(name).norm2"),
      ],
      shortcut: changesShape
        ? [
          Convolution(
            name: "\(name).projection", outputs: outputs, size: 1, stride: stride, hasBias: false),
          BatchNorm(name: "\(name).projection-norm"),
        ] : [])
  }
}
