import Foundation
import Hardware
import Numerics

/// The time of work under a cap on its power: what the clock scales and what it does not.
///
///     s = ((P - P0) / (Pm - P0))^(1/3)          the clock that a mean power of P leaves, 1 at Pm
///     t = (a^p + (w/s)^p)^(1/p),  p = 4
///
/// Dynamic power goes with V^2 f, and V with f where a cap bites, hence the cube.
public struct PowerCapModel: Hashable, Sendable {
  /// P0: watts that no clock changes.
  public var base_W: Double
  /// Pm: watts at the highest clock.
  public var full_W: Double
  /// a: seconds that no clock changes.
  public var fixed_s: Double
  /// w: seconds of what the clock scales, at the highest.
  public var scaled_s: Double

  public init(base_W: Double, full_W: Double, fixed_s: Double, scaled_s: Double) {
    self.base_W = base_W
    self.full_W = full_W
    self.fixed_s = fixed_s
    self.scaled_s = scaled_s
  }

  /// - Parameter power: Mean watts; at or below the base the clock is a tenth of the highest.
  public func seconds(at power: Power) -> Double {
    let share = max((power.watts - base_W) / (full_W - base_W), 1e-3)
    let scaled = scaled_s / cbrt(share)
    let most = max(fixed_s, scaled)
    let (a, b) = (fixed_s / most, scaled / most)
    return most * (a * a * a * a + b * b * b * b).squareRoot().squareRoot()
  }
}

extension PowerCapModel: Parametric {
  // The highest power is the data's, not fitted.
  public static let parameters: [Parameter<PowerCapModel>] = [
    Parameter("base", unit: "W", \.base_W, "what no clock changes"),
    Parameter("fixed", unit: "s", \.fixed_s, "time that no clock changes"),
    Parameter("scaled", unit: "s", \.scaled_s, "time that the clock scales, at the highest"),
  ]
}

/// What was measured of a job under one limit of its power.
public struct CapMeasurement: Hashable, Sendable {
  /// Mean, as drawn.
  public var power_W: Double
  public var time_s: Double

  public init(power_W: Double, time_s: Double) {
    self.power_W = power_W
    self.time_s = time_s
  }
}

/// The time of a job over the power that a limit leaves it, fitted.
public struct CapCalibration: Hashable, Sendable {
  public let model: PowerCapModel

  public static let fewestMeasurements = 3

  /// - Throws: `NumericalFailure`.
  public init(of measurements: [CapMeasurement]) throws {
    precondition(!measurements.isEmpty, "there are measurements")
    let powers = measurements.map(\.power_W)
    let full = powers.max() ?? 1
    let fastest = measurements.map(\.time_s).min() ?? 1
    // The base is hardly seen in four rows: its prior is narrow, and below all of them.
    let prior = PowerCapModel(
      base_W: 0.4 * (powers.min() ?? 1), full_W: full, fixed_s: 0.7 * fastest,
      scaled_s: 0.7 * fastest)
    model = try Fit(
      prior, spreads: [0.3, 1.5, 1.5], to: measurements.map(\.time_s), softening: 0.03,
      of: "time under power limits"
    ) { model, times in
      for (row, measurement) in measurements.enumerated() {
        times[row] = model.seconds(at: Power(watts: measurement.power_W))
      }
    }.model
  }
}
