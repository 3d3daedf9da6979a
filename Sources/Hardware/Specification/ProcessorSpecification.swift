import Simulation

/// A number format that a processor can train in.
public enum Precision: String, CaseIterable, Codable, Sendable {
  case fp32
  case int8
}

/// Whether the fixed cost of a step grows when the processor's clock falls.
public enum OverheadClock: String, CaseIterable, Codable, Sendable {
  /// The processor's own: it launches its own work.
  case own
  /// Another one, such as that of the host that launches work on a GPU.
  case host
}

/// A processor of a device: its clocks, and what work costs on it when nothing better is known.
///
/// The costs here are those of a workload without a calibration of its own.
public struct ProcessorSpecification: Hashable, Sendable {
  /// Name within the device, such as `cpu`.
  public var name: String
  public var precisions: [Precision]
  /// Of the highest operating point, at which the rates hold.
  public var frequency: Sourced<Frequency>
  /// The clock domains; none for a processor at one fixed point.
  public var clocks: [ClockDomainSpecification]
  /// Power above the device's idle power while it works at the highest point.
  public var activePower: Sourced<Power>
  /// Sustained rate of training arithmetic.
  public var trainingRate: Sourced<ComputeRate>
  /// Fixed cost of a training step with its update of the weights, whatever its batch.
  public var stepOverhead: Sourced<SimDuration>
  public var overheadClock: Sourced<OverheadClock>
  /// q of (overhead^q + the rest^q)^(1/q), for processors on which launching overlaps with
  /// computing; nil where one waits for the other.
  public var launchOverlap: Sourced<Double>?
  /// p of (arithmetic^p + memory^p)^(1/p): 1 adds both times, infinity is the roofline.
  public var exponent: Sourced<Double>
  public var jitter: Sourced<Jitter>
  /// Sustained rate of reading and writing memory, for adding and averaging vectors.
  public var memoryRate: Sourced<DataRate>
  /// Energy of one bit read or written, above the active power.
  public var memoryEnergy: Sourced<EnergyPerBit>

  public init(
    name: String, precisions: [Precision], frequency: Sourced<Frequency>,
    clocks: [ClockDomainSpecification] = [], activePower: Sourced<Power>,
    trainingRate: Sourced<ComputeRate>, stepOverhead: Sourced<SimDuration>,
    overheadClock: Sourced<OverheadClock>, exponent: Sourced<Double>, jitter: Sourced<Jitter>,
    memoryRate: Sourced<DataRate>, memoryEnergy: Sourced<EnergyPerBit>,
    launchOverlap: Sourced<Double>? = nil
  ) {
    self.name = name
    self.precisions = precisions
    self.frequency = frequency
    self.clocks = clocks
    self.activePower = activePower
    self.trainingRate = trainingRate
    self.stepOverhead = stepOverhead
    self.overheadClock = overheadClock
    self.exponent = exponent
    self.jitter = jitter
    self.memoryRate = memoryRate
    self.memoryEnergy = memoryEnergy
    self.launchOverlap = launchOverlap
  }
}
