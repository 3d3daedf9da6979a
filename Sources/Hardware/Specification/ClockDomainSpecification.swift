import Simulation

/// A frequency with the voltage that it needs.
public struct OperatingPoint: Hashable, Sendable {
  public var frequency: Frequency
  public var voltage: Voltage

  public init(frequency: Frequency, voltage: Voltage) {
    self.frequency = frequency
    self.voltage = voltage
  }
}

/// Cores, or a memory, that share one clock and one voltage.
public struct ClockDomainSpecification: Hashable, Sendable {
  /// What a domain's clock drives.
  public enum Part: String, CaseIterable, Codable, Sendable {
    case arithmetic
    case memory
  }

  /// Name within the processor, such as `prime`.
  public var name: String
  public var drives: Part
  public var cores: Sourced<Int>
  /// Of the operating points, rising; at least one.
  public var frequencies: Sourced<[Frequency]>
  /// One for each frequency, never falling.
  public var voltages: Sourced<[Voltage]>
  /// What one busy core switches per cycle: C in a C V^2 f.
  public var capacitance: Sourced<Capacitance>
  /// What an awake core draws whatever its clock: k in k V.
  public var awakeCurrent: Sourced<ElectricCurrent>
  /// Its part of the processor's rate with all cores at the highest point, in [0, 1].
  ///
  /// A domain without a part in the rate does no work and draws nothing.
  public var share: Sourced<Double>
  /// How long work stands still when the clock changes.
  public var transition: Sourced<SimDuration>
  /// The part of the work's time at the highest point that the clock scales, in [0, 1]; the rest
  /// takes as long at any clock, as a wait for memory does.
  ///
  /// Nil stands for all of it.
  public var scales: Sourced<Double>?

  public init(
    name: String, drives: Part = .arithmetic, cores: Sourced<Int>,
    frequencies: Sourced<[Frequency]>, voltages: Sourced<[Voltage]>,
    capacitance: Sourced<Capacitance>, awakeCurrent: Sourced<ElectricCurrent>,
    share: Sourced<Double>, transition: Sourced<SimDuration>, scales: Sourced<Double>? = nil
  ) {
    self.name = name
    self.drives = drives
    self.cores = cores
    self.frequencies = frequencies
    self.voltages = voltages
    self.capacitance = capacitance
    self.awakeCurrent = awakeCurrent
    self.share = share
    self.transition = transition
    self.scales = scales
  }

  /// How many operating points it has.
  public var pointCount: Int { frequencies.value.count }

  /// - Parameter number: 0 is the slowest.
  public func point(_ number: Int) -> OperatingPoint {
    OperatingPoint(
      frequency: frequencies.value[number], voltage: voltages.value[number])
  }

  /// The frequency of a point over that of the highest.
  public func relativeFrequency(of point: Int) -> Double {
    let frequencies = frequencies.value
    return frequencies[point].hertz / frequencies[frequencies.count - 1].hertz
  }

  /// How fast work goes at a point, relative to the highest: 1 / (scales / f + 1 - scales).
  public func relativeSpeed(of point: Int) -> Double {
    let frequency = relativeFrequency(of: point)
    guard let part = scales?.value else { return frequency }
    return 1 / (part / frequency + 1 - part)
  }

  /// Power of one busy core above idle: a C V^2 f + k V.
  ///
  /// - Parameter activity: What the work switches relative to what `capacitance` was fitted on.
  public func busyWatts(at point: Int, activity: Double = 1) -> Double {
    activity * switchingWatts(at: point) + awakeWatts(at: point)
  }

  /// C V^2 f of one core.
  public func switchingWatts(at point: Int) -> Double {
    let volts = voltages.value[point].volts
    return capacitance.value.farads * volts * volts * frequencies.value[point].hertz
  }

  /// k V of one core.
  public func awakeWatts(at point: Int) -> Double {
    awakeCurrent.value.amperes * voltages.value[point].volts
  }
}

/// What the clock of one domain is at one moment.
public struct ClockSetting: Hashable, Sendable {
  /// The number of the operating point, 0 for the slowest.
  public var point: Int
  public var coresOnline: Int

  public init(point: Int, coresOnline: Int) {
    self.point = point
    self.coresOnline = coresOnline
  }
}
