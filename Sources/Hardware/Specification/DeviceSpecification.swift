import Simulation

/// A device: one SoC with its memory.
public struct DeviceSpecification: Hashable, Sendable {
  /// Catalogue name, such as `snapdragon-865`.
  public var name: String
  public var title: String
  public var memory: Sourced<ByteCount>
  /// Power of the whole device while nothing runs on it.
  public var idlePower: Sourced<Power>
  public var processors: [ProcessorSpecification]
  /// Time of a core of the processor that trains, for each message that it sends or receives.
  ///
  /// At any clock and beside the links' latencies: system calls, copies, interrupts.
  public var messageTime: Sourced<SimDuration>
  /// Where checkpoints are written; nil when nobody told of it.
  public var flash: FlashSpecification?
  /// For boards whose clocks a user caps together; their processors' costs are of the highest mode.
  public var modes: PowerModeTable?
  /// The limits that a user can set to its power; nil where there are none to set.
  public var powerLimits: PowerLimitSpecification?
  /// How warm it gets; nil when that is not modelled.
  public var thermal: ThermalSpecification?

  public init(
    name: String, title: String, memory: Sourced<ByteCount>, idlePower: Sourced<Power>,
    processors: [ProcessorSpecification],
    messageTime: Sourced<SimDuration> = Self.unstatedMessageTime, flash: FlashSpecification? = nil,
    modes: PowerModeTable? = nil, powerLimits: PowerLimitSpecification? = nil,
    thermal: ThermalSpecification? = nil
  ) {
    self.powerLimits = powerLimits
    self.flash = flash
    self.modes = modes
    self.name = name
    self.title = title
    self.memory = memory
    self.idlePower = idlePower
    self.processors = processors
    self.messageTime = messageTime
    self.thermal = thermal
  }

  /// What is taken for a device that says nothing of it, and is then an assumption.
  public static let unstatedMessageTime = Sourced(
    SimDuration.zero, .assumed, source: "Not stated; taken as part of the links' latencies")

  /// The first processor that can train in `precision`.
  public func processor(for precision: Precision) -> ProcessorSpecification? {
    processors.first { $0.precisions.contains(precision) }
  }
}
