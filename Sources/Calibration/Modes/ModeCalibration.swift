import Hardware
import Numerics

/// The models of a workload's time and power over power modes, fitted to measurements.
public struct ModeCalibration: Hashable, Sendable {
  /// The mode at whose clocks the constants hold: the highest of each in the data.
  public let reference: PowerMode
  public let time: ModeTimeModel
  public let power: ModePowerModel

  /// Fewer measurements say too little about 28 constants.
  public static let fewestMeasurements = 5

  /// Relative errors beyond which the loss is linear: about three standard deviations of the scatter
  /// from mode to mode that PowerTrain's measurements show, 1.7-2.0 % in time, 1.5-1.9 % in power.
  static let softening = (time: 0.05, power: 0.03)

  public init(reference: PowerMode, time: ModeTimeModel, power: ModePowerModel) {
    self.reference = reference
    self.time = time
    self.power = power
  }

  /// Fits the time first, then the power, which needs the parts of the step.
  ///
  /// One search, from the prior's centre: four from random places besides it found no lower valley
  /// in any of 36 synthetic workloads with 10 to 400 rows.
  /// - Throws: `NumericalFailure`.
  /// - Complexity: About 0.1 s for 400 measurements, linear in their number.
  public init(of measurements: [ModeMeasurement]) throws {
    precondition(!measurements.isEmpty, "there are measurements")
    let priors = ModePriors(of: measurements)
    let modes = measurements.map { $0.mode.relative(to: priors.reference) }
    let time = try Fit(
      priors.time, spreads: ModePriors.timeSpreads, to: measurements.map(\.time_s),
      softening: Self.softening.time, of: "time over modes"
    ) { model, seconds in
      for row in modes.indices { seconds[row] = model.seconds(modes[row]) }
    }.model
    let parts = modes.map(time.parts)
    let power = try Fit(
      priors.power, spreads: ModePriors.powerSpreads, to: measurements.map(\.power_W),
      softening: Self.softening.power, of: "power over modes"
    ) { model, watts in
      for row in modes.indices {
        watts[row] = model.watts(modes[row], time: time, parts: parts[row])
      }
    }.model
    self.init(reference: priors.reference, time: time, power: power)
  }

  /// Seconds of a step and mean watts at a mode.
  public func prediction(at mode: PowerMode) -> (time_s: Double, power_W: Double) {
    let relative = mode.relative(to: reference)
    let parts = time.parts(relative)
    return (parts.step_s, power.watts(relative, time: time, parts: parts))
  }

  public func errors(on measurements: [ModeMeasurement]) -> (time: Errors, power: Errors) {
    let predictions = measurements.map { prediction(at: $0.mode) }
    return (
      Errors(modelled: predictions.map(\.time_s), measured: measurements.map(\.time_s)),
      Errors(modelled: predictions.map(\.power_W), measured: measurements.map(\.power_W))
    )
  }
}
