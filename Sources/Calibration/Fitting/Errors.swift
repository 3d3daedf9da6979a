import Numerics

/// How far a model is from measurements, as shares of the measured values.
public struct Errors: Hashable, Sendable {
  /// modelled / measured - 1, row by row.
  public let relative: [Double]

  public init(modelled: [Double], measured: [Double]) {
    relative = zip(modelled, measured).map { $0 / $1 - 1 }
  }

  public init(relative: [Double]) { self.relative = relative }

  public var count: Int { relative.count }
  private var magnitudes: [Double] { relative.map(\.magnitude) }

  /// The mean absolute error; nil without rows, as are those below.
  public var mean: Double? { relative.isEmpty ? nil : Statistics.mean(magnitudes) }
  public var median: Double? { quantile(0.5) }
  /// The mean error with its sign: above 0 the model says too much.
  public var bias: Double? { relative.isEmpty ? nil : Statistics.mean(relative) }
  public var worst: Double? { magnitudes.max() }

  public func quantile(_ share: Double) -> Double? {
    relative.isEmpty ? nil : Statistics.quantile(magnitudes, share)
  }

  /// The rows with the largest errors, largest first; of equal ones the first row first.
  public func worstRows(_ count: Int) -> [Int] {
    let order = relative.indices.sorted {
      (-relative[$0].magnitude, $0) < (-relative[$1].magnitude, $1)
    }
    return Array(order.prefix(count))
  }
}
