import Simulation

/// The fans of a server: they turn as fast as its hottest device asks for, and may fail.
///
/// Power goes with the cube of the speed, flow with the speed and with the share of fans that turn.
public final class Fans: Component {
  public let curve: FanCurve
  /// How many there are.
  public let count: Int
  /// All together at full speed, in watts.
  public let fullWatts: Double
  public private(set) var failed = 0
  private let streams: [AirStream]
  /// Told when they draw another power.
  public var powerChanged: ((Simulation) -> Void)?
  private var level = 0
  private var id: ComponentID?
  private var grid: PollGrid
  private var isAwake = false

  /// - Parameter streams: The air that they move; all of it is driven by all of them.
  public init(
    _ curve: FanCurve, count: Int, fullWatts: Double, driving streams: [AirStream],
    in simulation: Simulation
  ) throws {
    precondition(count > 0, "there is one fan at least")
    self.curve = curve
    self.count = count
    self.fullWatts = fullWatts
    self.streams = streams
    grid = PollGrid(
      first: simulation.now + SimDuration(nanoseconds: PollGrid.rounded(curve.interval)),
      period: curve.interval)
    let speeds = (0...curve.steps.count).flatMap { level in
      (0...count).map { curve.speed(at: level) * Double($0) / Double(count) }
    }
    for stream in streams { try stream.prepare(for: speeds) }
    id = simulation.add(self)
    blow(in: simulation)
    for stream in streams { stream.rest(in: simulation) }
    // A run starts with what the temperatures at rest ask for.
    for _ in curve.steps {
      level = curve.level(at: hottest(at: simulation.now), after: level)
      blow(in: simulation)
      for stream in streams { stream.rest(in: simulation) }
    }
    if curve.steps.isEmpty { return }
    for stream in streams {
      for body in stream.bodies { body.observe(by: self) }
    }
    wake(in: simulation)
  }

  /// What the fans turn at, as a share of the full speed.
  public var speed: Double { curve.speed(at: level) }

  /// In watts.
  public var watts: Double {
    fullWatts * Double(count - failed) / Double(count) * speed * speed * speed
  }

  /// Stops some fans, or sets them going again.
  public func setFailed(_ failed: Int, in simulation: Simulation) {
    precondition((0...count).contains(failed), "more fans fail than there are")
    self.failed = failed
    blow(in: simulation)
  }

  private func blow(in simulation: Simulation) {
    for stream in streams {
      stream.setSpeed(speed * Double(count - failed) / Double(count), in: simulation)
    }
    powerChanged?(simulation)
    wake(in: simulation)
  }

  /// Told by a body that its heat or its air has changed.
  func wake(in simulation: Simulation) {
    guard !isAwake, !curve.steps.isEmpty, let id else { return }
    isAwake = true
    let next = grid.first(notBefore: simulation.now.nanoseconds)
    simulation.schedule(Event(), for: id, at: SimTime(nanoseconds: next))
  }

  public func handle(_ event: Event, in simulation: Simulation) {
    isAwake = false
    grid.polled(at: simulation.now.nanoseconds, next: grid.period)
    let next = curve.level(at: hottest(at: simulation.now), after: level)
    if next != level {
      level = next
      blow(in: simulation)
    } else if canChange {
      wake(in: simulation)
    }
  }

  private func hottest(at time: SimTime) -> Double {
    var hottest = -Double.infinity
    for stream in streams {
      for body in stream.bodies {
        hottest = max(hottest, body.temperature(of: body.model.sensor, at: time))
      }
    }
    return hottest
  }

  /// Whether the temperatures, if nothing else changes, can ever ask for another speed.
  private var canChange: Bool {
    var staysUp = level == 0
    let step = level == 0 ? nil : curve.steps[level - 1]
    let down = step.map { $0.temperature - $0.hysteresis } ?? 0
    for stream in streams {
      for body in stream.bodies {
        let course = body.course(of: body.model.sensor)
        if level < curve.steps.count, course.upperBound >= curve.steps[level].temperature {
          return true
        }
        if course.lowerBound >= down { staysUp = true }
      }
    }
    return !staysUp
  }
}
