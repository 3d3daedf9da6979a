/// Ordinary differential equations dy/dt = f(t, y), by an adaptive Runge-Kutta method of order 8.
public enum DifferentialEquation {
  /// The state at `end`.
  ///
  /// - Parameters:
  ///   - tolerance: Absolute and relative error of a step.
  ///   - rate: Writes dy/dt (its last argument) for a time and a state.
  public static func solve(
    from start: Double, to end: Double, state: [Double], tolerance: Double = 1e-9,
    rate: @escaping (Double, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) throws -> [Double] {
    try GSL.integrate(
      rate, from: start, to: end, state: state, tolerance: tolerance, task: "integration")
  }
}
