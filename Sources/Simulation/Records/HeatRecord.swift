/// How long a clock of a device ran at one of its operating points.
public struct ClockRecord: Codable, Hashable, Sendable {
  /// Processor and clock domain, such as `cpu prime`.
  public var clock: String
  public var frequency_MHz: Double
  /// Of the run.
  public var time_s: Double
  /// Of that, while the processor worked.
  public var busy_s: Double

  public init(clock: String, frequency_MHz: Double, time_s: Double, busy_s: Double) {
    self.clock = clock
    self.frequency_MHz = frequency_MHz
    self.time_s = time_s
    self.busy_s = busy_s
  }
}

/// Temperature, clock and power of one device over a run, sampled at equal intervals.
public struct DeviceSeries: Codable, Hashable, Sendable {
  public var device: String
  public var interval_s: Double
  /// At the end of each interval.
  public var temperature_C: [Double]
  /// Of the device's first clock that does work, at the end of each interval; empty without clocks.
  public var frequency_MHz: [Double]
  /// Mean of each interval.
  public var power_W: [Double]

  public init(
    device: String, interval_s: Double, temperature_C: [Double], frequency_MHz: [Double],
    power_W: [Double]
  ) {
    self.device = device
    self.interval_s = interval_s
    self.temperature_C = temperature_C
    self.frequency_MHz = frequency_MHz
    self.power_W = power_W
  }
}

/// What one strategy's run did to temperatures.
public struct HeatRecord: Codable, Hashable, Sendable {
  /// Where the governor begins to slow a device down; nil if none looks at a temperature.
  public var trip_C: Double?
  /// Of the air in front of the first device of a row.
  public var inlet_C: Double
  /// The row of the hottest device in use, in the direction of the air.
  public var series: [DeviceSeries]

  public init(trip_C: Double?, inlet_C: Double, series: [DeviceSeries]) {
    self.trip_C = trip_C
    self.inlet_C = inlet_C
    self.series = series
  }
}
