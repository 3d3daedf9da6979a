/// What the devices in use did over a run, in intervals of equal length.
public struct TimelineRecord: Codable, Hashable, Sendable {
  /// Seconds of each interval; the last one may reach beyond the end of the run.
  public var interval_s: Double
  /// For each phase that a device was ever in: device-seconds in each interval.
  public var phases: [PhaseSeries]

  public init(interval_s: Double, phases: [PhaseSeries]) {
    self.interval_s = interval_s
    self.phases = phases
  }

  public struct PhaseSeries: Codable, Hashable, Sendable {
    /// As in `DeviceRecord`, without its unit: `compute`, `communicate`, ...
    public var phase: String
    public var seconds: [Double]

    public init(phase: String, seconds: [Double]) {
      self.phase = phase
      self.seconds = seconds
    }
  }
}
