import Foundation
import Randomness
import Simulation

/// A load that swings once a day between two levels, with hours that are busier than others by chance.
public struct SyntheticTrace: Hashable, Sendable {
  /// Shares of the devices, at least 0 and below 1.
  public var low: Double
  public var high: Double
  /// When the day's highest level is reached, from the start of the run.
  public var peak: SimDuration
  /// Standard deviation over mean of an hour's level.
  public var variation: Double

  public init(low: Double, high: Double, peak: SimDuration, variation: Double) {
    self.low = low
    self.high = high
    self.peak = peak
    self.variation = variation
  }

  /// What a level that chance lifts above all devices is cut to.
  private static let ceiling = 0.99

  /// One point an hour: low + (high - low) (1 + cos(2 pi (t - peak) / 24 h)) / 2, times a lognormal
  /// factor of mean 1 from the stream `synthetic user load`.
  public func trace(seed: UInt64, until end: SimDuration) -> BusyTrace {
    let stream = RandomStream(seed: seed, name: "synthetic user load")
    let sigma = log(1 + variation * variation).squareRoot()
    let hours = Int((end.seconds / 3600).rounded(.up))
    return BusyTrace(
      (0...max(hours, 1)).map { hour in
        let time = SimDuration(seconds: Double(hour) * 3600)
        let angle = 2 * Double.pi * (time - peak).seconds / 86_400
        let mean = low + (high - low) * (1 + cos(angle)) / 2
        let factor = stream.lognormal(zeta: -sigma * sigma / 2, sigma: sigma)
        return BusyTrace.Point(time: time, busy: min(mean * factor, Self.ceiling))
      })
  }
}
