/// Parameters that make the sum of squared residuals smallest: Levenberg-Marquardt.
public struct LeastSquares {
  public let parameters: [Double]
  public let iterations: Int
  /// False when the given number of iterations was used up.
  public let converged: Bool

  /// - Parameters:
  ///   - count: How many residuals there are.
  ///   - residuals: Writes them (second argument) for the parameters (first argument).
  /// - Throws: `NumericalFailure` when a residual is no number at the start.
  public init(
    from start: [Double], count: Int, iterations: Int = 200, of task: String,
    residuals: @escaping (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) throws {
    (parameters, self.iterations, converged) = try GSL.leastSquares(
      residuals, count: count, start: start, iterations: iterations, task: task)
  }

  /// A residual whose square is the soft-L1 loss: quadratic up to `scale`, then linear.
  ///
  /// So a few gross outliers do not decide the fit.
  public static func softened(_ residual: Double, scale: Double) -> Double {
    let z = residual / scale
    // 2 (sqrt(1 + z^2) - 1), written without cancellation.
    let loss = 2 * z * z / ((1 + z * z).squareRoot() + 1)
    return (z < 0 ? -1 : 1) * scale * loss.squareRoot()
  }
}
