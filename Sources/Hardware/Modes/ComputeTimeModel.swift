import Foundation

/// How long work of a given cost takes on a processor at a frequency.
///
///     t = launches t0 + ((operations / (R f))^p + (bytes / (B m))^p)^(1/p)
///
/// with the clocks f of the processor and m of its memory as shares of the reference's. p = 1 is the
/// sum of arithmetic and memory traffic, p large their maximum (the roofline).
public struct ComputeTimeModel: Hashable, Sendable {
  /// t0: seconds of one launch, at any clock.
  public var launch_s: Double
  /// R: sustained operations per second at the reference clock (a multiply-add is two).
  public var rate_op_per_s: Double
  /// B: sustained bytes per second at the reference memory clock.
  public var bandwidth_B_per_s: Double
  /// p, above 1.
  public var overlap: Double

  public init(
    launch_s: Double, rate_op_per_s: Double, bandwidth_B_per_s: Double, overlap: Double
  ) {
    self.launch_s = launch_s
    self.rate_op_per_s = rate_op_per_s
    self.bandwidth_B_per_s = bandwidth_B_per_s
    self.overlap = overlap
  }

  /// - Parameters:
  ///   - clock: Of the processor, as a share of its reference clock.
  ///   - memoryClock: Likewise.
  public func seconds(
    launches: Double, operations: Double, bytes: Double, clock: Double, memoryClock: Double = 1
  ) -> Double {
    launches * launch_s
      + ModeTimeModel.norm(
        operations / (rate_op_per_s * clock), bytes / (bandwidth_B_per_s * memoryClock), 0, overlap)
  }
}

extension ComputeTimeModel: Parametric {
  public static let parameters: [Parameter<ComputeTimeModel>] = [
    Parameter("launch", unit: "s", \.launch_s, "one launch"),
    Parameter("rate", unit: "FLOP/s", \.rate_op_per_s, "sustained arithmetic"),
    Parameter("bandwidth", unit: "B/s", \.bandwidth_B_per_s, "sustained memory traffic"),
    Parameter(
      "overlap", \.overlap, range: .aboveOne, "exponent that joins arithmetic and memory"),
  ]
}
