import Simulation

/// How fast fans turn at which temperature: steps with hysteresis.
public struct FanCurve: Hashable, Sendable {
  /// One step: from this temperature on, at this speed.
  public struct Step: Hashable, Sendable {
    /// In Celsius.
    public var temperature: Double
    /// How far the temperature must fall below it before the fans turn slower again, in kelvin.
    public var hysteresis: Double
    /// As a share of the full speed.
    public var speed: Double

    public init(temperature: Double, hysteresis: Double, speed: Double) {
      self.temperature = temperature
      self.hysteresis = hysteresis
      self.speed = speed
    }
  }

  /// Below the first step.
  public var lowest: Double
  /// With rising temperatures and speeds.
  public var steps: [Step]
  /// How often the temperature is read.
  public var interval: SimDuration

  public init(lowest: Double, steps: [Step], interval: SimDuration) {
    self.lowest = lowest
    self.steps = steps
    self.interval = interval
  }

  /// Fans of one speed.
  public static let full = FanCurve(lowest: 1, steps: [], interval: SimDuration(seconds: 1))

  func speed(at level: Int) -> Double { level == 0 ? lowest : steps[level - 1].speed }

  /// The level that follows another when a temperature is read.
  func level(at temperature: Double, after level: Int) -> Int {
    let risen = steps.lastIndex { temperature >= $0.temperature }.map { $0 + 1 } ?? 0
    var level = max(level, risen)
    while level > 0 && temperature < steps[level - 1].temperature - steps[level - 1].hysteresis {
      level -= 1
    }
    return level
  }
}
