import Simulation

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
  /// The governors of one device; none where nothing is done about its temperature.
  ///
  /// - Parameter clocks: What they act on.
  func governors(of clocks: [ClockDomain]) -> [any Governor] {
    switch self {
    case .none: []
    case .pinned(let governor): [Pinned(state: governor.below.value, devices: clocks)]
    case .stepWise(let governor): [StepWise(governor.settings, cooling: clocks)]
    case .powerAllocator(let governor): [PowerAllocator(governor.settings, actors: clocks)]
    case .userCaps(let governor):
      [
        UserCaps(
          base: governor.below.value,
          thresholds: governor.thresholds.map {
            UserCaps.Threshold(
              temperature: $0.temperature.value.celsius, clear: $0.clear.value.celsius,
              state: $0.below.value)
          }, interval: governor.interval.value, devices: clocks)
      ]
    case .linear(let governor):
      clocks.map { clock in
        UserCaps(
          base: 0, thresholds: governor.thresholds(of: clock.specification.frequencies.value),
          interval: governor.interval.value, devices: [WholeLadder(of: clock)])
      }
    }
  }
}

/// A clock whose cooling states are counted from the top of its ladder, whatever a user caps it at:
/// for laws that name frequencies.
private final class WholeLadder: CoolingDevice {
  private let clock: ClockDomain
  private(set) var coolingState = 0

  init(of clock: ClockDomain) { self.clock = clock }

  var deepestCoolingState: Int { clock.specification.pointCount - 1 }

  func setCoolingState(_ state: Int, in simulation: Simulation) {
    coolingState = state
    clock.setCoolingState(state - (deepestCoolingState - clock.cap), in: simulation)
  }
}
