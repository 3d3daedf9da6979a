import Digests

/// What all values of one learner have in common: model, data, optimiser.
final class LearningProgram: Sendable {
  let network: NetworkDefinition
  let dataSet: DataSet
  let optimizer: SGD
  /// Of the model, the precision, the kernels and, if nothing is shared, the scope.
  let digest: Digest

  /// - Parameter scope: the run that keeps its values to itself; nil if values are shared.
  init(network: NetworkDefinition, dataSet: DataSet, optimizer: SGD, scope: String?) throws {
    let found = dataSet.description
    guard found.sampleShape == network.input, found.classCount == network.classCount else {
      throw LearningError.shapeMismatch(
        model: network.name, expected: "\(network.input) in \(network.classCount) classes",
        dataSet: found.name, found: "\(found.sampleShape) in \(found.classCount) classes")
    }
    self.network = network
    self.dataSet = dataSet
    self.optimizer = optimizer
    var digester = Digester()
    digester.add("learning")
    digester.add(network.signature)
    digester.add("fp32")
    digester.add(try KernelFingerprint.of(network))
    if let scope {
      digester.add("scope")
      digester.add(scope)
    }
    digest = digester.digest()
  }

  /// The loss was no number after so many steps since the initial weights.
  func divergence(atStep step: Int) -> LearningError {
    .notFinite(model: network.name, step: step, learningRate: optimizer.learningRate)
  }
}
