/// Roots of functions of one variable.
public enum Root {
  /// A root between two points at which the function has different signs, by Brent's method.
  ///
  /// - Parameter tolerance: Width of the bracket at the end, in units of x.
  /// - Throws: `NumericalFailure` when both ends have one sign.
  public static func between(
    _ low: Double, _ high: Double, tolerance: Double, of task: String,
    _ function: @escaping (Double) -> Double
  ) throws -> Double {
    try GSL.brent(function, low: low, high: high, tolerance: tolerance, task: task)
  }
}
