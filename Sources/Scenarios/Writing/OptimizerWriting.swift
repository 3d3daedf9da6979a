import Learning

extension Optimizer {
  /// As a scenario file has it.
  var ruleText: String {
    switch rule {
    case .sgd(let sgd):
      var words = [
        "learning-rate: \(fractionText(sgd.learningRate))",
        "momentum: \(fractionText(sgd.momentum))",
      ]
      if sgd.weightDecay != 0 { words.append("weight-decay: \(fractionText(sgd.weightDecay))") }
      if sgd.nesterov { words.append("nesterov: yes") }
      return "{ sgd: { \(words.joined(separator: ", ")) } }"
    case .adam(let adam):
      let words = [
        "learning-rate: \(fractionText(adam.learningRate))", "beta1: \(fractionText(adam.beta1))",
        "beta2: \(fractionText(adam.beta2))", "epsilon: \(fractionText(adam.epsilon))",
        "weight-decay: \(fractionText(adam.weightDecay))",
      ]
      return "{ adam: { \(words.joined(separator: ", ")) } }"
    }
  }
}

extension Schedule {
  /// As a scenario file has it.
  var text: String {
    var words: [String] = []
    let kind: String
    switch shape {
    case .constant: kind = "constant"
    case .step(let epochs, let factor):
      kind = "step"
      words = ["epochs: \(epochs)", "factor: \(fractionText(factor))"]
    case .cosine(let epochs):
      kind = "cosine"
      words = ["epochs: \(epochs)"]
    }
    if warmUp != 0 { words.append("warm-up: \(fractionText(warmUp))") }
    return "{ \(kind): { \(words.joined(separator: ", ")) } }"
  }
}
