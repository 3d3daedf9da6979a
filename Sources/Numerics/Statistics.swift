/// Statistics of samples.
public enum Statistics {
  public static func mean(_ values: [Double]) -> Double { GSL.mean(values) }

  /// With n - 1 in the denominator.
  public static func standardDeviation(_ values: [Double]) -> Double {
    GSL.standardDeviation(values)
  }

  public static func median(_ values: [Double]) -> Double { quantile(values, 0.5) }

  /// Interpolated between the two nearest values.
  public static func quantile(_ values: [Double], _ fraction: Double) -> Double {
    GSL.quantile(values.sorted(), fraction)
  }

  /// The value that a variable of Student's t distribution stays below with this probability.
  public static func studentQuantile(_ probability: Double, degreesOfFreedom: Int) -> Double {
    GSL.studentQuantile(probability, freedom: Double(degreesOfFreedom))
  }

  /// The probability that a standard normal variable stays below x.
  public static func normalProbability(below x: Double) -> Double {
    GSL.normalProbability(below: x)
  }
}
