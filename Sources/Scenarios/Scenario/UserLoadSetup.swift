import Hardware
import Simulation

/// The users who share the cluster with training, as a file describes them.
public struct UserLoadSetup: Hashable, Sendable {
  public enum Trace: Hashable, Sendable {
    case points([BusyTrace.Point])
    case synthetic(SyntheticTrace)
  }

  public var trace: Trace
  /// Mean length of a session.
  public var session: Sourced<SimDuration>
  /// Of the active power of the device's first processor.
  public var activity: Sourced<Double>
  /// From a free device to a session that runs.
  public var switchTime: Sourced<SimDuration>
  public var objective: SimDuration
  public var duration: SimDuration
  /// Zero for rounds that follow each other at once.
  public var roundInterval: SimDuration
  /// When results are wanted; nil for no such instant.
  public var morning: SimDuration?

  public init(
    trace: Trace, session: Sourced<SimDuration>, activity: Sourced<Double>,
    switchTime: Sourced<SimDuration>, objective: SimDuration, duration: SimDuration,
    roundInterval: SimDuration = .zero, morning: SimDuration? = nil
  ) {
    self.trace = trace
    self.session = session
    self.activity = activity
    self.switchTime = switchTime
    self.objective = objective
    self.duration = duration
    self.roundInterval = roundInterval
    self.morning = morning
  }

  /// The load of one run.
  ///
  /// - Parameter seed: Of a synthetic trace.
  public func plan(seed: UInt64) -> UserLoadPlan {
    let trace: BusyTrace =
      switch trace {
      case .points(let points): BusyTrace(points)
      case .synthetic(let synthetic): synthetic.trace(seed: seed, until: duration)
      }
    return UserLoadPlan(
      trace: trace, sessionLength: session.value, activity: activity.value,
      switchTime: switchTime.value, objective: objective, duration: duration,
      roundInterval: roundInterval)
  }

  /// The numbers that say where they come from.
  var numbers: [SpecificationNumber] {
    [
      SpecificationNumber("user-load.session", session, \.text),
      .energy("user-load.activity", activity, fractionText),
      SpecificationNumber("user-load.switch", switchTime, \.text),
    ]
  }
}

extension DeviceSpecification {
  /// The numbers of its flash memory.
  var flashNumbers: [SpecificationNumber] {
    guard let flash else { return [] }
    return [
      SpecificationNumber("\(name).flash.write-rate", flash.writeRate, \.text),
      SpecificationNumber("\(name).flash.read-rate", flash.readRate, \.text),
      .energy("\(name).flash.active-power", flash.activePower, \.text),
    ]
  }
}
