/// LeNet-5 for 28x28 grey images in ten classes, with ReLU and max-pooling: 61,706 parameters.
///
/// After Y. LeCun et al., "Gradient-based learning applied to document recognition", Proc. IEEE
/// 86(11), 1998, in the form that frameworks train today (full connections from pool1 to conv2,
/// ReLU for tanh, max for average pooling, a linear last layer).
enum LeNet5 {
  static let network = NetworkDefinition(
    name: "lenet5", input: SampleShape(channels: 1, height: 28, width: 28), classCount: 10,
    layers: [
      Convolution(name: "conv1", outputs: 6, size: 5, padding: 2),
      ReLU(name: "relu1"),
      Pooling.largest("pool1", size: 2),
      Convolution(name: "conv2", outputs: 16, size: 5),
      ReLU(name: "relu2"),
      Pooling.largest("pool2", size: 2),
      FullyConnected(name: "fc1", outputs: 120),
      ReLU(name: "relu3"),
      FullyConnected(name: "fc2", outputs: 84),
      ReLU(name: "relu4"),
      FullyConnected(name: "fc3", outputs: 10),
    ])
}
