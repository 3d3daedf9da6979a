import Simulation

/// Linux's `step_wise` governor of one passive trip (`drivers/thermal/gov_step_wise.c`).
///
/// At each poll: at the trip or above it and rising, one cooling state deeper; below it and
/// dropping, one back, and from state 0 back to rest. The trend is that of the last two readings.
/// Once the trip is passed, its threshold is lower by the hysteresis until that is passed downwards
/// (as the kernel's core does since 6.10). While the governor is not at rest, polls follow each other
/// by the passive delay.
public final class StepWise: Governor {
  public struct Settings: Hashable, Sendable {
    /// In Celsius.
    public var trip: Double
    /// In kelvin.
    public var hysteresis: Double
    /// The delay between polls at rest.
    public var polling: SimDuration
    /// The delay between polls while it throttles.
    public var passive: SimDuration
    /// What the sensor reads is rounded down to whole multiples of this, in kelvin.
    public var resolution: Double

    public init(
      trip: Double, hysteresis: Double, polling: SimDuration, passive: SimDuration,
      resolution: Double = 0.001
    ) {
      self.trip = trip
      self.hysteresis = hysteresis
      self.polling = polling
      self.passive = passive
      self.resolution = resolution
    }
  }

  /// A cooling device with the state that is asked of it; -1 at rest.
  private struct Instance {
    let device: any CoolingDevice
    var target = -1
  }

  public let settings: Settings
  private let restDelay: Int64
  private let passiveDelay: Int64

  @exclusivity(unchecked) private var grid: PollGrid
  /// The last reading, and whether there was one.
  @exclusivity(unchecked) private var reading = 0.0
  @exclusivity(unchecked) private var readingTime = Int64.min
  @exclusivity(unchecked) private var instances: [Instance]
  /// Whether nothing is asked of any device.
  @exclusivity(unchecked) private var rests = true
  /// Whether a device can be cooled further.
  @exclusivity(unchecked) private var canDeepen = true
  /// The trip, or lower by the hysteresis.
  @exclusivity(unchecked) private var threshold: Double

  /// - Parameters:
  ///   - devices: Each has a cooling state of its own.
  ///   - first: The instant of the first poll.
  public init(_ settings: Settings, cooling devices: [any CoolingDevice], first: SimTime = .zero) {
    self.settings = settings
    instances = devices.map { Instance(device: $0) }
    restDelay = PollGrid.rounded(settings.polling)
    passiveDelay = PollGrid.rounded(settings.passive)
    grid = PollGrid(first: first, period: settings.polling)
    threshold = settings.trip
  }

  /// The deepest cooling state that it asks for; nil while it rests.
  public var coolingState: Int? { rests ? nil : instances.map(\.target).max() }

  /// What the sensor says at a temperature.
  @inline(__always)
  private func read(_ temperature: Double) -> Double {
    (temperature / settings.resolution).rounded(.down) * settings.resolution
  }

  public func observe(_ view: SensorView, until now: Int64) {
    let instant = grid.last(before: now)
    if instant > readingTime && instant >= view.since && instant > grid.anchor {
      reading = read(view.temperature(at: instant))
      readingTime = instant
    }
  }

  public func polls(at now: Int64) -> Bool { grid.contains(now) }

  public func poll(_ view: SensorView, at now: Int64, in simulation: Simulation) {
    let last = readingTime == .min ? nil : reading
    reading = read(view.temperature(at: now))
    readingTime = now
    let throttles = reading >= threshold
    if reading >= settings.trip { threshold = settings.trip - settings.hysteresis }
    if reading < settings.trip - settings.hysteresis { threshold = settings.trip }
    let deepens = throttles && last.map { reading > $0 } ?? true
    let lifts = !throttles && last.map { reading < $0 } ?? false
    if deepens || lifts {
      for index in instances.indices { step(index, deeper: deepens, in: simulation) }
      rests = instances.allSatisfy { $0.target < 0 }
      canDeepen = instances.contains { $0.target < $0.device.deepestCoolingState }
    }
    grid.polled(at: now, next: rests ? restDelay : passiveDelay)
  }

  private func step(_ index: Int, deeper: Bool, in simulation: Simulation) {
    let device = instances[index].device
    let present = device.coolingState
    if deeper {
      instances[index].target = min(present + 1, device.deepestCoolingState)
    } else if instances[index].target >= 0 {
      instances[index].target = present - 1
    }
    let target = instances[index].target
    if target >= 0 && target != present { device.setCoolingState(target, in: simulation) }
  }

  public func nextPoll(_ view: SensorView, from now: Int64, before horizon: Int64) -> Int64 {
    let first = grid.first(notBefore: now)
    if first >= horizon { return .max }
    if readingTime == .min { return first }  // The first poll of all acts without a trend.
    let course = view.course
    if rests {
      // At rest only a reading at the trip counts, unless the threshold has to go back up.
      let start = seconds(from: view.since, to: first)
      if threshold < settings.trip || course.value(at: start) >= threshold { return first }
      return instant(
        course.advanced(by: start).firstRise(
          to: threshold, before: seconds(from: first, to: horizon)), after: first)
    }
    // The reading at the instant before the first one: known, or on the present course.
    let before = grid.last(before: first)
    let last =
      readingTime >= before || before < view.since
      ? reading : read(view.temperature(at: before))
    let ahead = course.advanced(by: seconds(from: view.since, to: first))
    let temperature = ahead.value(at: 0)
    let next = read(temperature)
    let limit = seconds(from: first, to: horizon)
    if next >= threshold {
      if next > last && canDeepen { return first }
      // Above the threshold only rising by a step of the sensor counts, or falling below it.
      let falls = ahead.firstFall(to: threshold, before: limit)
      var rises: Double?
      if canDeepen {
        rises =
          ahead.slope(at: 0) > 0
          ? earlier(ahead.firstRise(to: next + settings.resolution, before: limit), ahead.nextTurn)
          : ahead.nextTurn
      }
      return instant(earlier(falls, rises), after: first)
    }
    if next < last || threshold < settings.trip { return first }
    // Below it only falling by a step counts, or reaching it.
    let rises = ahead.firstRise(to: threshold, before: limit)
    let falls =
      ahead.slope(at: 0) < 0
      ? earlier(ahead.firstFall(to: next, before: limit), ahead.nextTurn) : ahead.nextTurn
    return instant(earlier(rises, falls), after: first)
  }

  private func seconds(from start: Int64, to end: Int64) -> Double {
    end == .max ? .infinity : Double(end - start) * 1e-9
  }

  private func earlier(_ a: Double?, _ b: Double?) -> Double? {
    guard let a else { return b }
    guard let b else { return a }
    return min(a, b)
  }

  /// The instant of the grid, after the first one, at or after some seconds from it.
  private func instant(_ seconds: Double?, after first: Int64) -> Int64 {
    guard let seconds, seconds < 9e9 else { return .max }
    // A crossing is dated to a billionth of a kelvin: a poll just before it reads the level too.
    let time = first + Int64((max(0, seconds - 1e-6) * 1e9).rounded(.up))
    return max(grid.first(notBefore: time), first + grid.period)
  }
}
