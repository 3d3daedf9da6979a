import Foundation
import Numerics

/// A number over the seeds of a strategy: its mean and, of two seeds and more, how sure it is.
///
/// The interval holds the mean over all seeds with a confidence of 95 %, after Student's t
/// distribution: mean ± t(0.975, n - 1) s / √n.
public struct Estimate: Hashable, Sendable {
  public var mean: Double
  /// The ends of the confidence interval; nil of a single seed.
  public var interval: ClosedRange<Double>?

  public init(mean: Double, interval: ClosedRange<Double>? = nil) {
    self.mean = mean
    self.interval = interval
  }

  static let confidence = 0.95

  /// The arithmetic mean; nil of no numbers, or of some that are not finite.
  public init?(_ values: [Double]) {
    guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
    if values.count == 1 {
      self.init(mean: values[0])
      return
    }
    let mean = Statistics.mean(values)
    let t = Statistics.studentQuantile(
      (1 + Self.confidence) / 2, degreesOfFreedom: values.count - 1)
    let half = t * Statistics.standardDeviation(values) / Double(values.count).squareRoot()
    self.init(mean: mean, interval: (mean - half)...(mean + half))
  }

  /// The geometric mean, with an interval of the logarithms: for ratios, where 2x and 1/2x weigh
  /// alike and exchanging both sides gives the inverse.
  ///
  /// Nil of no numbers, or of some that are not above zero.
  public static func geometric(_ ratios: [Double]) -> Estimate? {
    guard ratios.allSatisfy({ $0 > 0 }), let logarithm = Estimate(ratios.map { log($0) })
    else { return nil }
    if ratios.count == 1 { return Estimate(mean: ratios[0]) }
    return Estimate(
      mean: exp(logarithm.mean),
      interval: logarithm.interval.map {
        exp($0.lowerBound)...exp($0.upperBound)
      })
  }

  /// Half the length of the interval; nil without one.
  var half: Double? { interval.map { ($0.upperBound - $0.lowerBound) / 2 } }
}
