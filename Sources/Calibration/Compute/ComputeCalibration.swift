import Hardware
import Numerics

/// How long work of a known cost was measured to take.
public struct ComputeMeasurement: Hashable, Sendable {
  public var launches: Double
  /// A multiply-add is two.
  public var operations: Double
  public var bytes: Double
  public var frequency: Frequency
  /// Nil where the memory's clock never changes.
  public var memoryFrequency: Frequency?
  public var time_s: Double

  public init(
    launches: Double, operations: Double, bytes: Double, frequency: Frequency,
    memoryFrequency: Frequency? = nil, time_s: Double
  ) {
    self.launches = launches
    self.operations = operations
    self.bytes = bytes
    self.frequency = frequency
    self.memoryFrequency = memoryFrequency
    self.time_s = time_s
  }

  /// Whether there is anything that takes time.
  public var isWork: Bool { launches > 0 || operations > 0 || bytes > 0 }
}

/// The compute model of a processor, fitted to work of several costs and frequencies.
public struct ComputeCalibration: Hashable, Sendable {
  public let model: ComputeTimeModel
  /// The highest frequency of the data.
  public let frequency: Frequency
  public let memoryFrequency: Frequency?

  public static let fewestMeasurements = 4

  /// - Precondition: Every measurement is of some work.
  /// - Throws: `NumericalFailure`.
  public init(of measurements: [ComputeMeasurement]) throws {
    precondition(!measurements.isEmpty, "there are measurements")
    let frequency = measurements.map(\.frequency).max() ?? Frequency(hertz: 1)
    let memoryFrequency = measurements.compactMap(\.memoryFrequency).max()
    self.frequency = frequency
    self.memoryFrequency = memoryFrequency
    func seconds(_ model: ComputeTimeModel, _ work: ComputeMeasurement) -> Double {
      Self.seconds(of: work, model: model, frequency, memoryFrequency)
    }
    // The scales of the data: what each term would be if it alone took the time. The fastest rows
    // bound rates from below; a launch takes less than the cheapest row.
    let rates = measurements.map {
      $0.operations / $0.time_s * frequency.hertz / $0.frequency.hertz
    }
    let bandwidths = measurements.map { $0.bytes / $0.time_s }
    let launches = measurements.filter { $0.launches > 0 }.map { $0.time_s / $0.launches }
    let prior = ComputeTimeModel(
      launch_s: 0.3 * (launches.min() ?? 1e-6),
      rate_op_per_s: 1.5 * max(Statistics.quantile(rates, 0.9), 1),
      bandwidth_B_per_s: 1.5 * max(Statistics.quantile(bandwidths, 0.9), 1), overlap: 2.5)
    model = try Fit(
      prior, spreads: [2, 2, 2, 1], to: measurements.map(\.time_s), softening: 0.05,
      of: "time of work"
    ) { model, times in
      for (row, measurement) in measurements.enumerated() {
        times[row] = seconds(model, measurement)
      }
    }.model
  }

  private static func seconds(
    of work: ComputeMeasurement, model: ComputeTimeModel, _ frequency: Frequency,
    _ memoryFrequency: Frequency?
  ) -> Double {
    let clock = work.frequency.hertz / frequency.hertz
    var memoryClock = 1.0
    if let memory = work.memoryFrequency, let memoryFrequency {
      memoryClock = memory.hertz / memoryFrequency.hertz
    }
    return model.seconds(
      launches: work.launches, operations: work.operations, bytes: work.bytes, clock: clock,
      memoryClock: memoryClock)
  }

  public func seconds(of work: ComputeMeasurement) -> Double {
    Self.seconds(of: work, model: model, frequency, memoryFrequency)
  }

  public func errors(on measurements: [ComputeMeasurement]) -> Errors {
    Errors(
      modelled: measurements.map(seconds(of:)), measured: measurements.map(\.time_s))
  }
}
