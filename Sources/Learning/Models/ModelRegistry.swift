/// The models that a scenario file can name.
///
/// To add one, write its file and list it here.
public enum ModelRegistry {
  static let networks = [
    LeNet5.network, VGG11.network, VGG11.plain, ResNet18.network, MobileNetV1.network,
    MultiLayerPerceptron.network,
  ]

  public static let names = networks.map(\.name)

  /// The costs of the model, or nil if there is none of that name.
  public static func described(_ name: String) -> ModelDescription? {
    networks.first { $0.name == name }?.description
  }

  /// The first layer of the model that integers alone (precision `niti`) cannot train; nil if they can
  /// train all, or if there is no such model.
  public static func layerBeyondIntegers(of name: String) -> String? {
    guard let network = networks.first(where: { $0.name == name }) else { return nil }
    do {
      _ = try IntegerNetwork(network)
      return nil
    } catch LearningError.integerLayer(_, let layer) {
      return layer
    } catch {
      return nil
    }
  }

  static func network(_ name: String) throws -> NetworkDefinition {
    guard let network = networks.first(where: { $0.name == name }) else {
      throw LearningError.unknownModel(name: name, known: names)
    }
    return network
  }
}
