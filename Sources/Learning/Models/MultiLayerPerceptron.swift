/// Two hidden layers of 256 and 128 for 28x28 grey images in ten classes: 235,146 parameters.
enum MultiLayerPerceptron {
  static let network = NetworkDefinition(
    name: "mlp", input: SampleShape(channels: 1, height: 28, width: 28), classCount: 10,
    initialisation: .xavierUniform,
    layers: [
      FullyConnected(name: "fc1", outputs: 256),
      ReLU(name: "relu1"),
      FullyConnected(name: "fc2", outputs: 128),
      ReLU(name: "relu2"),
      FullyConnected(name: "fc3", outputs: 10),
    ])
}
