import Learning

extension ScenarioReading {
  /// `{ sgd: { learning-rate: 0.05, momentum: 0.9 } }` or `{ adam: { learning-rate: 0.001 } }`.
  func optimizerRule(_ value: Value) -> Optimizer.Rule? {
    guard let (kind, value) = value.oneKey(what: "optimizer", ["sgd", "adam"]),
      var fields = Fields(value)
    else { return nil }
    let learningRate = fields.required("learning-rate") { $0.fraction(.learningRate) }
    if kind == "adam" {
      let beta1 = fields.optional("beta1", absent: 0.9) { $0.fraction(.momentum) }
      let beta2 = fields.optional("beta2", absent: 0.999) { $0.fraction(.momentum) }
      let epsilon = fields.optional("epsilon", absent: 1e-8) { $0.fraction(.learningRate) }
      let decay = weightDecay(&fields)
      fields.finish()
      guard let learningRate, let beta1, let beta2, let epsilon, let decay else { return nil }
      return .adam(
        Adam(
          learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
          weightDecay: decay))
    }
    let momentum = fields.optional("momentum", absent: 0.0) { $0.fraction(.momentum) }
    let decay = weightDecay(&fields)
    let nesterov = fields.optional("nesterov", absent: "no") { $0.choice(["yes", "no"]) }
    fields.finish()
    guard let learningRate, let momentum, let decay, let nesterov else { return nil }
    return .sgd(
      SGD(
        learningRate: learningRate, momentum: momentum, weightDecay: decay,
        nesterov: nesterov == "yes"))
  }

  private func weightDecay(_ fields: inout Fields) -> Double? {
    fields.optional("weight-decay", absent: 0.0) { $0.fraction(.weightDecay) }
  }

  /// `{ step: { epochs: 30, factor: 0.1 } }`, `{ cosine: { epochs: 100 } }` or `{ constant: {} }`,
  /// each with `warm-up: EPOCHS` if wanted.
  func schedule(_ value: Value) -> Schedule? {
    guard let (kind, value) = value.oneKey(what: "schedule", ["constant", "step", "cosine"]),
      var fields = Fields(value)
    else { return nil }
    let warmUp = fields.optional("warm-up", absent: 0.0) { $0.fraction(.warmUp) }
    let epochs = kind == "constant" ? 1 : fields.required("epochs") { $0.wholeNumber(.rounds) }
    let factor = kind == "step" ? fields.required("factor") { $0.fraction(.rateFactor) } : 1
    fields.finish()
    guard let warmUp, let epochs, let factor else { return nil }
    let shape: Schedule.Shape =
      switch kind {
      case "step": .step(epochs: epochs, factor: factor)
      case "cosine": .cosine(epochs: epochs)
      default: .constant
      }
    return Schedule(shape, warmUp: warmUp)
  }
}
