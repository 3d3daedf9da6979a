import Foundation
import Hardware
import Numerics

/// A model fitted to measurements that are all positive: in logarithms, by nonlinear least squares.
///
/// A weak prior holds each constant: lognormal around the start with a given spread. It decides
/// what the measurements cannot, such as the second of two constants that trade off, and little
/// else: a spread of 1 is a factor of e either way. Residuals are relative errors (differences of
/// logarithms) in units of `softening`, with the soft-L1 loss, so that a mode that was measured
/// wrongly counts by its size and not by its square.
public struct Fit<Model: Parametric>: Sendable {
  public let model: Model
  public let iterations: Int
  public let converged: Bool

  /// Writes what the model says of each measurement.
  public typealias Prediction = (Model, UnsafeMutablePointer<Double>) -> Void

  /// - Parameters:
  ///   - prior: The centre of the prior, at which the search starts.
  ///   - spreads: Standard deviations of the constants in their coordinates.
  ///   - measured: Positive.
  ///   - softening: The relative error beyond which the loss is linear.
  /// - Throws: `NumericalFailure`.
  public init(
    _ prior: Model, spreads: [Double], to measured: [Double], softening: Double, of task: String,
    predict: @escaping Prediction
  ) throws {
    let parameters = Model.parameters
    precondition(spreads.count == parameters.count, "each constant has a spread")
    let centre = parameters.map { $0.coordinate(of: prior[keyPath: $0.path]) }
    let logs = measured.map { log($0) }
    func model(at steps: (Int) -> Double) -> Model {
      var model = prior
      for (index, parameter) in parameters.enumerated() {
        // Twelve spreads are beyond anything: they only keep powers finite.
        let step = min(max(steps(index), -12), 12)
        model[keyPath: parameter.path] = parameter.value(
          at: centre[index] + step * spreads[index])
      }
      return model
    }
    let count = logs.count
    let fit = try LeastSquares(
      from: centre.map { _ in 0 }, count: count + parameters.count, of: task
    ) { steps, residuals in
      predict(model { steps[$0] }, residuals)
      for row in 0..<count {
        let difference = log(residuals[row]) - logs[row]
        let bounded = difference.isFinite ? difference : 100
        residuals[row] = LeastSquares.softened(bounded, scale: softening) / softening
      }
      for index in parameters.indices { residuals[count + index] = steps[index] }
    }
    self.model = model { fit.parameters[$0] }
    iterations = fit.iterations
    converged = fit.converged
  }
}
