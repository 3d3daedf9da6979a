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

  /// With n - 1 in the denominator.
  public static func variance(_ values: [Double]) -> Double { GSL.variance(values) }

  /// Pearson's correlation coefficient of two samples of equal size.
  public static func correlation(_ a: [Double], _ b: [Double]) -> Double {
    precondition(a.count == b.count, "correlated samples are of equal size")
    return GSL.correlation(a, b)
  }

  /// Spearman's correlation coefficient of the ranks of two samples of equal size.
  public static func rankCorrelation(_ a: [Double], _ b: [Double]) -> Double {
    precondition(a.count == b.count, "correlated samples are of equal size")
    return GSL.rankCorrelation(a, b)
  }

  /// The correlation of a sample with itself, one place further.
  public static func lag1Autocorrelation(_ values: [Double]) -> Double {
    GSL.lag1Autocorrelation(values)
  }

  /// The probability that counts with equal expectations differ by chance as much as these do.
  ///
  /// Pearson's chi-square test; every expectation should be 5 or more.
  public static func evenness(of counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    let chiSquare = counts.reduce(0.0) { sum, count in
      sum + (Double(count) - expected) * (Double(count) - expected) / expected
    }
    return GSL.chiSquareProbability(above: chiSquare, freedom: Double(counts.count - 1))
  }
}
