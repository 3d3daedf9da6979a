import Digests

/// How weights follow from gradients.
public struct Optimizer: Sendable, Hashable {
  public enum Rule: Sendable, Hashable {
    case sgd(SGD)
    case adam(Adam)

    var weightDecay: Double {
      switch self {
      case .sgd(let sgd): sgd.weightDecay
      case .adam(let adam): adam.weightDecay
      }
    }
  }

  public let rule: Rule
  public let schedule: Schedule

  public init(_ rule: Rule, schedule: Schedule = .constant) {
    self.rule = rule
    self.schedule = schedule
  }

  /// Before any schedule.
  public var learningRate: Double {
    switch rule {
    case .sgd(let sgd): sgd.learningRate
    case .adam(let adam): adam.learningRate
    }
  }

  /// Vectors of the weights' size that training goes on from: the weights and the rule's own state.
  public var vectors: Int {
    switch rule {
    case .sgd(let sgd): sgd.momentum > 0 ? 2 : 1
    case .adam: 3
    }
  }

  /// Whether it can learn from compressed gradients.
  ///
  /// Stochastic gradient descent with plain momentum can, which workers keep in what they send.
  public var takesCompressedGradients: Bool {
    guard case .sgd(let sgd) = rule else { return false }
    return sgd.weightDecay == 0 && !sgd.nesterov
  }

  /// The rate of a step.
  ///
  /// - Precondition: a schedule that is not constant needs a numbered epoch.
  func learningRate(at epoch: Epoch?) -> Double {
    if schedule.isConstant { return learningRate }
    guard let epoch else { preconditionFailure("a schedule needs batches of numbered epochs") }
    return learningRate * schedule.factor(at: epoch.position)
  }

  /// The floats that it keeps beside so many weights.
  func stateCount(weights: Int) -> Int {
    switch rule {
    case .sgd: weights
    // Two moments, and the number of steps so far in a line of its own.
    case .adam: 2 * weights + FloatBuffer.floatsPerLine
    }
  }

  /// The factor of the weights that is added to the gradient.
  var weightDecay: Double { rule.weightDecay }

  /// The same for gradients that the decay was added to already.
  var withoutWeightDecay: Optimizer {
    switch rule {
    case .sgd(let sgd):
      Optimizer(
        .sgd(
          SGD(learningRate: sgd.learningRate, momentum: sgd.momentum, nesterov: sgd.nesterov)),
        schedule: schedule)
    case .adam(let adam):
      Optimizer(
        .adam(
          Adam(
            learningRate: adam.learningRate, beta1: adam.beta1, beta2: adam.beta2,
            epsilon: adam.epsilon)), schedule: schedule)
    }
  }

  /// Adds all that a step with this rate computes to a key.
  func add(to digester: inout Digester, learningRate: Double) {
    switch rule {
    case .sgd(let sgd):
      digester.add(learningRate)
      digester.add(sgd.momentum)
      if !sgd.isPlain {
        digester.add("weight decay")
        digester.add(sgd.weightDecay)
        digester.add(sgd.nesterov ? "nesterov" : "heavy ball")
      }
    case .adam(let adam):
      digester.add("adam")
      for number in [learningRate, adam.beta1, adam.beta2, adam.epsilon, adam.weightDecay] {
        digester.add(number)
      }
    }
  }
}
