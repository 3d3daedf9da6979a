/// Integrals of functions of one variable.
public enum Integral {
  /// Adaptive Gauss-Kronrod quadrature over a finite interval, to a relative error.
  public static func from(
    _ low: Double, to high: Double, relativeError: Double = 1e-9, of task: String,
    _ function: @escaping (Double) -> Double
  ) throws -> Double {
    try GSL.integral(function, low: low, high: high, relative: relativeError, task: task)
  }
}
