import Simulation

/// Linux's `power_allocator` governor, known as IPA (`drivers/thermal/gov_power_allocator.c`).
///
/// Above its switch-on temperature a PID controller turns the distance to the desired temperature
/// into a budget in watts, which is handed out to the actors as they ask for it, and each is capped
/// at the highest operating point that fits its grant:
///
///     e = desired - T
///     budget = sustainable + (k_pu or k_po) e + k_i sum(e) + k_d de/dt       k_po when e < 0 [W]
///
/// Below the switch-on temperature the controller is reset and nothing is capped. Its sum changes at
/// every poll, so polls without an event are made up for, along the closed form, when something
/// changes.
public final class PowerAllocator: Governor {
  public struct Settings: Hashable, Sendable {
    /// In Celsius.
    public var switchOn: Double
    /// In Celsius.
    public var desired: Double
    /// The heat that can be dissipated for ever at the desired temperature, in watts.
    public var sustainable: Double
    /// In W/K, while the temperature is above the desired one.
    public var proportionalOver: Double
    /// In W/K, below it.
    public var proportionalUnder: Double
    /// In W/K at each poll.
    public var integral: Double
    /// In W s/K.
    public var derivative: Double
    /// Errors are summed up while they are below this, in kelvin.
    public var integralCutoff: Double
    /// The delay between polls below the switch-on temperature.
    public var polling: SimDuration
    /// The delay above it.
    public var passive: SimDuration
    /// What the sensor reads is rounded down to whole multiples of this, in kelvin.
    public var resolution: Double

    /// The gains that the kernel takes where nobody gives any.
    ///
    /// The budget at the switch-on temperature is then three times the sustainable power.
    public init(
      switchOn: Double, desired: Double, sustainable: Double, polling: SimDuration,
      passive: SimDuration, resolution: Double = 0.001
    ) {
      self.switchOn = switchOn
      self.desired = desired
      self.sustainable = sustainable
      proportionalOver = sustainable / (desired - switchOn)
      proportionalUnder = 2 * sustainable / (desired - switchOn)
      integral = proportionalUnder / 10
      derivative = 0
      integralCutoff = 0
      self.polling = polling
      self.passive = passive
      self.resolution = resolution
    }
  }

  /// The controller between two polls.
  private struct Controller {
    var sum = 0.0
    var lastError = 0.0

    /// The budget in watts that follows a reading.
    mutating func budget(_ reading: Double, most: Double, _ settings: Settings) -> Double {
      let error = settings.desired - reading
      let proportional =
        (error < 0 ? settings.proportionalOver : settings.proportionalUnder) * error
      var integral = settings.integral * sum
      if error < settings.integralCutoff, abs(integral + settings.integral * error) < most {
        sum += error
        integral = settings.integral * sum
      }
      let derivative = settings.derivative * (error - lastError) / settings.passive.seconds
      lastError = error
      return min(max(0, settings.sustainable + proportional + integral + derivative), most)
    }
  }

  public let settings: Settings
  private let actors: [any PowerActor]
  private let restDelay: Int64
  private let passiveDelay: Int64
  private var grid: PollGrid
  private var controller = Controller()
  private var isActive = false
  private var grants: [Double]
  /// How far it looks ahead before it asks for a poll in any case.
  private static let sight = 256

  public init(_ settings: Settings, actors: [any PowerActor], first: SimTime = .zero) {
    self.settings = settings
    self.actors = actors
    grants = actors.map { _ in 0 }
    restDelay = PollGrid.rounded(settings.polling)
    passiveDelay = PollGrid.rounded(settings.passive)
    grid = PollGrid(first: first, period: settings.polling)
  }

  /// What all actors draw at full load: a user's caps may change it at any time.
  private var most: Double { actors.reduce(0) { $0 + $1.fullWatts(in: 0) } }

  private func read(_ temperature: Double) -> Double {
    (temperature / settings.resolution).rounded(.down) * settings.resolution
  }

  /// Makes up for the polls before now that had no event.
  public func observe(_ view: SensorView, until now: Int64) {
    if !isActive { return }
    let (last, most) = (grid.last(before: now), most)
    while grid.anchor < last {
      let instant = grid.anchor + grid.period
      if instant >= view.since {
        _ = controller.budget(read(view.temperature(at: instant)), most: most, settings)
      }
      grid.polled(at: instant, next: grid.period)
    }
  }

  public func polls(at now: Int64) -> Bool { grid.contains(now) }

  public func poll(_ view: SensorView, at now: Int64, in simulation: Simulation) {
    let reading = read(view.temperature(at: now))
    if reading < settings.switchOn {
      isActive = false
      controller = Controller()
      grid.polled(at: now, next: restDelay)
      for member in actors where member.coolingState > 0 {
        member.setCoolingState(0, in: simulation)
      }
      return
    }
    isActive = true
    grid.polled(at: now, next: passiveDelay)
    divide(controller.budget(reading, most: most, settings))
    for (index, member) in actors.enumerated() {
      let state = Self.state(of: member, granted: grants[index])
      if member.coolingState != state { member.setCoolingState(state, in: simulation) }
    }
  }

  /// Hands out a budget as the actors ask for it; what is above a member's most goes to the others,
  /// by what they lack of theirs.
  private func divide(_ budget: Double) {
    let asked = actors.reduce(0) { $0 + $1.requestedWatts }
    var (spare, room) = (0.0, 0.0)
    for (index, member) in actors.enumerated() {
      let grant = asked > 0 ? budget * member.requestedWatts / asked : 0
      let most = member.fullWatts(in: 0)
      grants[index] = min(grant, most)
      spare += grant - grants[index]
      room += most - grants[index]
    }
    if spare <= 0 || room <= 0 { return }
    spare = min(spare, room)
    for (index, member) in actors.enumerated() {
      grants[index] += spare * (member.fullWatts(in: 0) - grants[index]) / room
    }
  }

  /// The highest operating point whose power at the present load fits a grant.
  ///
  /// One without load stays where it is: the kernel takes its load over the last period, of
  /// which an idle instant between two pieces of work says nothing.
  private static func state(of member: any PowerActor, granted: Double) -> Int {
    if member.requestedWatts <= 0 { return member.coolingState }
    return (0..<member.deepestCoolingState).first { member.loadWatts(in: $0) <= granted }
      ?? member.deepestCoolingState
  }

  public func nextPoll(_ view: SensorView, from now: Int64, before horizon: Int64) -> Int64 {
    var instant = grid.first(notBefore: now)
    if instant >= horizon { return .max }
    if !isActive {
      let ahead = view.course.advanced(by: Double(instant - view.since) * 1e-9)
      if ahead.value(at: 0) >= settings.switchOn { return instant }
      let limit = horizon == .max ? Double.infinity : Double(horizon - instant) * 1e-9
      guard let rise = ahead.firstRise(to: settings.switchOn, before: limit), rise < 9e9 else {
        return .max
      }
      let time = instant + Int64((max(0, rise - 1e-6) * 1e9).rounded(.up))
      return max(grid.first(notBefore: time), instant + grid.period)
    }
    var controller = controller
    let most = most
    for _ in 0..<Self.sight {
      let reading = read(view.temperature(at: instant))
      if reading < settings.switchOn { return instant }
      divide(controller.budget(reading, most: most, settings))
      for (index, member) in actors.enumerated()
      where member.coolingState != Self.state(of: member, granted: grants[index]) {
        return instant
      }
      instant += grid.period
      if instant >= horizon { return .max }
    }
    return instant
  }
}
