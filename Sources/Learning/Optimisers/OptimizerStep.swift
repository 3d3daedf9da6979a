import CKernels
import Foundation

/// One step of an optimiser, piece by piece: each piece is a range of the weights.
struct OptimizerStep {
  private let rule: Optimizer.Rule
  private let rate: Double
  private let weights: UnsafeMutablePointer<Float>
  private let velocity: UnsafeMutablePointer<Float>
  private let layout: ParameterLayout
  /// Of Adam, this one included.
  private let number: Float

  /// Counts the step; the weights change with the pieces.
  init(_ optimizer: Optimizer, rate: Double, state: ParameterState, layout: ParameterLayout) {
    self.init(
      optimizer, rate: rate, weights: state.weights.base, velocity: state.velocity.base,
      layout: layout)
  }

  /// The same for weights, and what the optimiser keeps beside them, wherever they stand.
  init(
    _ optimizer: Optimizer, rate: Double, weights: UnsafeMutablePointer<Float>,
    velocity: UnsafeMutablePointer<Float>, layout: ParameterLayout
  ) {
    rule = optimizer.rule
    self.rate = rate
    self.weights = weights
    self.velocity = velocity
    self.layout = layout
    if case .adam = rule {
      let counter = velocity + 2 * layout.bufferCount
      counter.pointee += 1
      number = counter.pointee
    } else {
      number = 0
    }
  }

  /// Applies a gradient, and what was observed, to a range of the weights.
  func apply(_ gradient: FloatBuffer, to range: Range<Int>) {
    let trained = range.clamped(to: layout.trainedRange)
    if !trained.isEmpty {
      train(
        trained, of: weights + trained.lowerBound, gradient: gradient.base + trained.lowerBound)
    }
    let observed = range.clamped(to: layout.observedRange)
    if !observed.isEmpty {
      tidewatt_follow(
        weights + observed.lowerBound, gradient.base + observed.lowerBound,
        observed.count, BatchNorm.share)
    }
  }

  /// What the step would add to a range of the weights, which stay as they are.
  ///
  /// - Parameters:
  ///   - gradient: That of the range.
  ///   - change: Room for as many floats.
  ///
  /// - Precondition: a rule without weight decay.
  func change(
    of range: Range<Int>, by gradient: UnsafePointer<Float>,
    into change: UnsafeMutablePointer<Float>
  ) {
    precondition(rule.weightDecay == 0, "weights that decay are not known here")
    change.update(repeating: 0, count: range.count)
    train(range, of: change, gradient: gradient)
  }

  private func train(
    _ range: Range<Int>, of weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>
  ) {
    let velocity = velocity + range.lowerBound
    switch rule {
    case .sgd(let sgd) where sgd.isPlain:
      tidewatt_sgd_step(
        weights, velocity, gradient, range.count, Float(rate), Float(sgd.momentum))
    case .sgd(let sgd):
      tidewatt_sgd_step_decayed(
        weights, velocity, gradient, range.count, Float(rate), Float(sgd.momentum),
        Float(sgd.weightDecay), sgd.nesterov ? 1 : 0)
    case .adam(let adam):
      tidewatt_adam_step(
        weights, velocity, velocity + layout.bufferCount, gradient, range.count,
        Float(rate / (1 - pow(adam.beta1, Double(number)))), Float(adam.beta1),
        Float(adam.beta2), Float(adam.epsilon), Float(adam.weightDecay),
        Float((1 - pow(adam.beta2, Double(number))).squareRoot()))
    }
  }
}
