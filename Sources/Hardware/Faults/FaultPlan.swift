import Simulation

/// What goes wrong in a run, and when.
public struct FaultPlan: Hashable, Sendable {
  public var scheduled: [Fault]
  public var random: [RandomFault]

  public init(scheduled: [Fault] = [], random: [RandomFault] = []) {
    self.scheduled = scheduled
    self.random = random
  }

  public var isEmpty: Bool { scheduled.isEmpty && random.isEmpty }
}

/// Something that goes wrong at an instant, and perhaps comes right again at another.
public struct Fault: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// By its number in board order.
    case deviceDies(Int)
    /// To this part of its rate, in (0, 1].
    case deviceSlows(Int, rate: Double)
    /// Both directions of the link of this name, such as `board 3` or `soc 17`.
    case linkBreaks(String)
    case linkSlows(String, rate: Double)
    case fansFail
  }

  public var kind: Kind
  public var start: SimTime
  /// Nil when it stays so.
  public var end: SimTime?

  public init(_ kind: Kind, from start: SimTime, until end: SimTime? = nil) {
    self.kind = kind
    self.start = start
    self.end = end
  }
}

/// Something that goes wrong with every device now and then: exponential times between.
public struct RandomFault: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case deviceDies
    /// To this part of its rate, in (0, 1].
    case deviceSlows(rate: Double)
    /// The device's own link.
    case linkBreaks

    /// Goes into the name of a device's random stream.
    public var name: String {
      switch self {
      case .deviceDies: "dies"
      case .deviceSlows: "slows"
      case .linkBreaks: "link breaks"
      }
    }
  }

  public var kind: Kind
  /// Of one device, from coming right to going wrong.
  public var meanTimeBetweenFailures: SimDuration
  /// Nil when it never comes right again.
  public var meanTimeToRepair: SimDuration?

  public init(
    _ kind: Kind, meanTimeBetweenFailures: SimDuration, meanTimeToRepair: SimDuration?
  ) {
    self.kind = kind
    self.meanTimeBetweenFailures = meanTimeBetweenFailures
    self.meanTimeToRepair = meanTimeToRepair
  }
}
