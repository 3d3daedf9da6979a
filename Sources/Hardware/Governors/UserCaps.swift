import Simulation

/// Caps from user space: a power mode chosen by hand, and a table of temperatures with deeper caps.
///
/// A vendor's thermal engine reads the sensor at its own pace. From each threshold on it caps its
/// devices, and clears the cap once the temperature is below the threshold's clearing point. A Jetson
/// power mode is the case without thresholds.
public final class UserCaps: Governor {
  /// One row of the table.
  public struct Threshold: Hashable, Sendable {
    /// In Celsius.
    public var temperature: Double
    /// Below this one it no longer holds, in Celsius.
    public var clear: Double
    /// The cooling state.
    public var state: Int

    public init(temperature: Double, clear: Double, state: Int) {
      self.temperature = temperature
      self.clear = clear
      self.state = state
    }
  }

  /// Without any threshold.
  public private(set) var base: Int
  /// With rising temperatures and states.
  public let thresholds: [Threshold]
  private let devices: [any CoolingDevice]
  private let delay: Int64
  private var grid: PollGrid
  /// How many thresholds hold.
  private var level = 0
  private var isSet = false

  /// - Parameters:
  ///   - base: The cooling state of the chosen power mode.
  ///   - interval: How often the sensor is read.
  public init(
    base: Int, thresholds: [Threshold], interval: SimDuration, devices: [any CoolingDevice],
    first: SimTime = .zero
  ) {
    self.base = base
    self.thresholds = thresholds
    self.devices = devices
    delay = PollGrid.rounded(interval)
    grid = PollGrid(first: first, period: interval)
  }

  /// The level that follows when a temperature is read.
  private func level(at temperature: Double) -> Int {
    let risen = thresholds.lastIndex { temperature >= $0.temperature }.map { $0 + 1 } ?? 0
    var level = max(level, risen)
    while level > 0 && temperature < thresholds[level - 1].clear { level -= 1 }
    return level
  }

  private var state: Int { level == 0 ? base : max(base, thresholds[level - 1].state) }

  public func observe(_ view: SensorView, until now: Int64) {}

  public func polls(at now: Int64) -> Bool { grid.contains(now) }

  public func poll(_ view: SensorView, at now: Int64, in simulation: Simulation) {
    isSet = true
    level = level(at: view.temperature(at: now))
    grid.polled(at: now, next: delay)
    for device in devices {
      let state = min(state, device.deepestCoolingState)
      if device.coolingState != state { device.setCoolingState(state, in: simulation) }
    }
  }

  public func nextPoll(_ view: SensorView, from now: Int64, before horizon: Int64) -> Int64 {
    let first = grid.first(notBefore: now)
    if first >= horizon { return .max }
    let ahead = view.course.advanced(by: Double(first - view.since) * 1e-9)
    if !isSet || level(at: ahead.value(at: 0)) != level { return first }
    let limit = horizon == .max ? Double.infinity : Double(horizon - first) * 1e-9
    var next = Double.infinity
    if level < thresholds.count {
      next = ahead.firstRise(to: thresholds[level].temperature, before: limit) ?? next
    }
    if level > 0 {
      next = min(next, ahead.firstFall(to: thresholds[level - 1].clear, before: limit) ?? next)
    }
    if !(next < 9e9) { return .max }
    let time = first + Int64((max(0, next - 1e-6) * 1e9).rounded(.up))
    return max(grid.first(notBefore: time), first + grid.period)
  }
}
