import Simulation

/// What keeps a device from getting too hot.
public enum GovernorSpecification: Hashable, Sendable {
  /// Nothing but the critical trip.
  case none
  case pinned(PinnedSpecification)
  case stepWise(StepWiseSpecification)
  case powerAllocator(PowerAllocatorSpecification)
  case userCaps(UserCapsSpecification)
  case linear(LinearThrottleSpecification)

  /// The lowest temperature at which it acts; nil if it never looks at one.
  public var lowestTrip: Temperature? {
    switch self {
    case .none, .pinned: nil
    case .stepWise(let governor): governor.trip.value
    case .powerAllocator(let governor): governor.desired.value
    case .userCaps(let governor): governor.thresholds.first?.temperature.value
    case .linear(let governor): governor.from.value
    }
  }
}

/// One operating point, whatever the temperature.
public struct PinnedSpecification: Hashable, Sendable {
  /// How many operating points below the highest.
  public var below: Sourced<Int>

  public init(below: Sourced<Int>) { self.below = below }
}

/// When a governor reads its sensor, and how finely.
public struct PollingSpecification: Hashable, Sendable {
  /// The delay between polls while nothing is throttled.
  public var polling: Sourced<SimDuration>
  /// The delay while something is.
  public var passive: Sourced<SimDuration>
  /// The steps of the sensor's readings.
  public var resolution: Sourced<TemperatureDifference>

  public init(
    polling: Sourced<SimDuration>, passive: Sourced<SimDuration>,
    resolution: Sourced<TemperatureDifference>
  ) {
    self.polling = polling
    self.passive = passive
    self.resolution = resolution
  }
}

/// Linux's `step_wise` governor of one passive trip.
public struct StepWiseSpecification: Hashable, Sendable {
  public var trip: Sourced<Temperature>
  public var hysteresis: Sourced<TemperatureDifference>
  public var polling: PollingSpecification

  public init(
    trip: Sourced<Temperature>, hysteresis: Sourced<TemperatureDifference>,
    polling: PollingSpecification
  ) {
    self.trip = trip
    self.hysteresis = hysteresis
    self.polling = polling
  }

  public var settings: StepWise.Settings {
    StepWise.Settings(
      trip: trip.value.celsius, hysteresis: hysteresis.value.kelvin,
      polling: polling.polling.value, passive: polling.passive.value,
      resolution: polling.resolution.value.kelvin)
  }
}

/// Linux's `power_allocator` governor, with the gains that the kernel derives.
public struct PowerAllocatorSpecification: Hashable, Sendable {
  public var switchOn: Sourced<Temperature>
  public var desired: Sourced<Temperature>
  /// What can be drawn for ever at the desired temperature.
  public var sustainable: Sourced<Power>
  public var polling: PollingSpecification

  public init(
    switchOn: Sourced<Temperature>, desired: Sourced<Temperature>, sustainable: Sourced<Power>,
    polling: PollingSpecification
  ) {
    self.switchOn = switchOn
    self.desired = desired
    self.sustainable = sustainable
    self.polling = polling
  }

  public var settings: PowerAllocator.Settings {
    PowerAllocator.Settings(
      switchOn: switchOn.value.celsius, desired: desired.value.celsius,
      sustainable: sustainable.value.watts, polling: polling.polling.value,
      passive: polling.passive.value, resolution: polling.resolution.value.kelvin)
  }
}

/// Caps that user space sets: by hand, and by a table of temperatures.
public struct UserCapsSpecification: Hashable, Sendable {
  /// One row of the table.
  public struct Threshold: Hashable, Sendable {
    public var temperature: Sourced<Temperature>
    /// Below this one the cap no longer holds.
    public var clear: Sourced<Temperature>
    /// How many operating points below the highest.
    public var below: Sourced<Int>

    public init(
      temperature: Sourced<Temperature>, clear: Sourced<Temperature>, below: Sourced<Int>
    ) {
      self.temperature = temperature
      self.clear = clear
      self.below = below
    }
  }

  /// Without any threshold: how many operating points below the highest.
  public var below: Sourced<Int>
  /// With rising temperatures and deeper caps; may be empty.
  public var thresholds: [Threshold]
  public var interval: Sourced<SimDuration>

  public init(below: Sourced<Int>, thresholds: [Threshold], interval: Sourced<SimDuration>) {
    self.below = below
    self.thresholds = thresholds
    self.interval = interval
  }
}

/// A clock that falls in a straight line with the temperature, from its highest point to its lowest.
public struct LinearThrottleSpecification: Hashable, Sendable {
  /// Up to here the clock is at its highest.
  public var from: Sourced<Temperature>
  /// From here on it is at its lowest.
  public var to: Sourced<Temperature>
  /// How often the sensor is read.
  public var interval: Sourced<SimDuration>

  public init(
    from: Sourced<Temperature>, to: Sourced<Temperature>, interval: Sourced<SimDuration>
  ) {
    self.from = from
    self.to = to
    self.interval = interval
  }

  /// Temperatures at which a clock goes one operating point further down.
  ///
  /// It is the point nearest to
  ///
  ///     f(T) = highest - (highest - lowest) (T - from) / (to - from)
  ///
  /// so that between two points it changes where the line is half-way between them.
  public func thresholds(of frequencies: [Frequency]) -> [UserCaps.Threshold] {
    guard let highest = frequencies.last, let lowest = frequencies.first, lowest < highest else {
      return []
    }
    let (start, span) = (from.value.celsius, to.value.celsius - from.value.celsius)
    return (1..<frequencies.count).map { state in
      let point = frequencies.count - 1 - state
      let middle = (frequencies[point].hertz + frequencies[point + 1].hertz) / 2
      let temperature =
        start + span * (highest.hertz - middle) / (highest.hertz - lowest.hertz)
      return UserCaps.Threshold(temperature: temperature, clear: temperature, state: state)
    }
  }
}
