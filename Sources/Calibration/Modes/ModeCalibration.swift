import Hardware
import Numerics
import Randomness

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

  /// - Parameters:
  ///   - starts: Searches, the first from the prior's centre and the others from random places
  ///     (streams `calibration start 1` and so on); the best counts.
  ///   - seed: Of these streams.
  /// - Throws: `NumericalFailure`.
  /// - Complexity: About 0.1 s for 400 measurements, linear in their number.
  public init(of measurements: [ModeMeasurement], starts: Int = 4, seed: UInt64 = 1) throws {
    precondition(!measurements.isEmpty, "there are measurements")
    let priors = ModePriors(of: measurements)
    let modes = measurements.map { $0.mode.relative(to: priors.reference) }
    let time = try Self.time(
      of: measurements.map(\.time_s), at: modes, priors, starts: starts, seed: seed)
    let parts = modes.map(time.parts)
    reference = priors.reference
    self.time = time
    power = try Fit(
      priors.power, spreads: ModePriors.powerSpreads, to: measurements.map(\.power_W),
      softening: Self.softening.power, of: "power over modes"
    ) { model, watts in
      for row in modes.indices {
        watts[row] = model.watts(modes[row], time: time, parts: parts[row])
      }
    }.model
  }

  private static func time(
    of seconds: [Double], at modes: [RelativeMode], _ priors: ModePriors, starts: Int, seed: UInt64
  ) throws -> ModeTimeModel {
    func fit(
      from start: [Double]?, rows: [Int], iterations: Int
    ) throws -> Fit<ModeTimeModel> {
      let modes = rows.map { modes[$0] }
      return try Fit(
        priors.time, spreads: ModePriors.timeSpreads, start: start,
        to: rows.map { seconds[$0] }, softening: softening.time, iterations: iterations,
        of: "time over modes"
      ) { model, seconds in
        for row in modes.indices { seconds[row] = model.seconds(modes[row]) }
      }
    }
    let all = Array(seconds.indices)
    // Which valley is the lowest shows on a few rows; the way down to its bottom takes them all.
    let few = all.count <= 300 ? all : all.filter { $0 % (all.count / 300 + 1) == 0 }
    var best = try fit(from: nil, rows: few, iterations: 60)
    for index in 1..<max(starts, 1) {
      let stream = RandomStream(seed: seed, name: "calibration start \(index)")
      let start = ModePriors.timeSpreads.map { _ in stream.gaussian() }
      let other = try fit(from: start, rows: few, iterations: 60)
      // A valley has to be lower, not the same again a little further down.
      if other.loss < best.loss * 0.999 { best = other }
    }
    let start = ModeTimeModel.parameters.enumerated().map { index, parameter in
      let path = parameter.path
      let step =
        parameter.coordinate(of: best.model[keyPath: path])
        - parameter.coordinate(of: priors.time[keyPath: path])
      return step / ModePriors.timeSpreads[index]
    }
    return try fit(from: start, rows: all, iterations: 200).model
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
