import Simulation

/// A number format that a processor can train in.
public enum Precision: String, CaseIterable, Codable, Sendable {
  case fp32
}

/// How the duration of a training step varies from step to step.
public enum Jitter: Hashable, Sendable {
  /// Every step takes its expected time. Barriers are then free of stragglers.
  case none
  /// Lognormal with mean 1 and this coefficient of variation (standard deviation / mean).
  case lognormal(coefficientOfVariation: Double)
}

/// A processor of a device, at one fixed operating point.
public struct ProcessorSpecification: Hashable, Sendable {
  /// Name within the device, such as `cpu`.
  public var name: String
  public var precisions: [Precision]
  public var frequency: Sourced<Frequency>
  /// Power above the device's idle power while it works.
  public var activePower: Sourced<Power>
  /// Sustained rate of training arithmetic.
  public var trainingRate: Sourced<ComputeRate>
  /// Fixed cost of a training step with its update of the weights, whatever its batch.
  public var stepOverhead: Sourced<SimDuration>
  public var jitter: Sourced<Jitter>
  /// Sustained rate of reading and writing memory, for adding and averaging vectors.
  public var memoryRate: Sourced<DataRate>

  public init(
    name: String, precisions: [Precision], frequency: Sourced<Frequency>,
    activePower: Sourced<Power>, trainingRate: Sourced<ComputeRate>,
    stepOverhead: Sourced<SimDuration>, jitter: Sourced<Jitter>, memoryRate: Sourced<DataRate>
  ) {
    self.name = name
    self.precisions = precisions
    self.frequency = frequency
    self.activePower = activePower
    self.trainingRate = trainingRate
    self.stepOverhead = stepOverhead
    self.jitter = jitter
    self.memoryRate = memoryRate
  }
}

/// A device: one SoC with its memory.
public struct DeviceSpecification: Hashable, Sendable {
  /// Catalogue name, such as `snapdragon-865`.
  public var name: String
  public var title: String
  public var memory: Sourced<ByteCount>
  /// Power of the whole device while nothing runs on it.
  public var idlePower: Sourced<Power>
  public var processors: [ProcessorSpecification]

  public init(
    name: String, title: String, memory: Sourced<ByteCount>, idlePower: Sourced<Power>,
    processors: [ProcessorSpecification]
  ) {
    self.name = name
    self.title = title
    self.memory = memory
    self.idlePower = idlePower
    self.processors = processors
  }

  /// The first processor that can train in `precision`.
  public func processor(for precision: Precision) -> ProcessorSpecification? {
    processors.first { $0.precisions.contains(precision) }
  }
}
