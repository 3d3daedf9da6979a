extension ClockDomain: PowerActor {
  public var requestedWatts: Double { loadWatts(in: 0) }

  public func fullWatts(in state: Int) -> Double {
    Double(coresOnline)
      * specification.busyWatts(at: max(0, cap - state), activity: processor.model.activity)
  }

  public func loadWatts(in state: Int) -> Double {
    processor.watts > 0 ? fullWatts(in: state) : 0
  }
}

extension GovernorSpecification {
  /// The governor of one device; nil for none.
  ///
  /// - Parameter clocks: What it acts on.
  func governor(of clocks: [ClockDomain]) -> (any Governor)? {
    switch self {
    case .none: nil
    case .pinned(let governor): Pinned(state: governor.below.value, devices: clocks)
    case .stepWise(let governor): StepWise(governor.settings, cooling: clocks)
    case .powerAllocator(let governor): PowerAllocator(governor.settings, actors: clocks)
    case .userCaps(let governor):
      UserCaps(
        base: governor.below.value,
        thresholds: governor.thresholds.map {
          UserCaps.Threshold(
            temperature: $0.temperature.value.celsius, clear: $0.clear.value.celsius,
            state: $0.below.value)
        }, interval: governor.interval.value, devices: clocks)
    }
  }
}
