import Hardware
import Numerics

/// What was measured of a core at one operating point.
public struct LadderMeasurement: Hashable, Sendable {
  public var frequency: Frequency
  public var voltage_V: Double
  /// Above the idle device.
  public var power_W: Double

  public init(frequency: Frequency, voltage_V: Double, power_W: Double) {
    self.frequency = frequency
    self.voltage_V = voltage_V
    self.power_W = power_W
  }
}

/// The two constants of a core's power, fitted to its ladder with the voltages given.
public struct LadderCalibration: Hashable, Sendable {
  public let model: LadderPowerModel

  public static let fewestMeasurements = 3

  /// - Throws: `NumericalFailure`.
  public init(of measurements: [LadderMeasurement]) throws {
    precondition(!measurements.isEmpty, "there are measurements")
    // Priors of a factor of e^2 either way around what either term would be alone.
    let capacitances = measurements.map {
      $0.power_W / ($0.voltage_V * $0.voltage_V * $0.frequency.hertz * 1e-9)
    }
    let currents = measurements.map { $0.power_W / $0.voltage_V }
    let prior = LadderPowerModel(
      capacitance_nF: 0.7 * Statistics.median(capacitances),
      awake_A: 0.3 * Statistics.median(currents))
    model = try Fit(
      prior, spreads: [2, 2], to: measurements.map(\.power_W), softening: 0.03,
      of: "power over a ladder"
    ) { model, watts in
      for (row, measurement) in measurements.enumerated() {
        watts[row] = model.watts(at: measurement.frequency, voltage_V: measurement.voltage_V)
      }
    }.model
  }

  public func errors(on measurements: [LadderMeasurement]) -> Errors {
    Errors(
      modelled: measurements.map { model.watts(at: $0.frequency, voltage_V: $0.voltage_V) },
      measured: measurements.map(\.power_W))
  }
}
