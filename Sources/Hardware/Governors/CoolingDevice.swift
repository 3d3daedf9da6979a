import Simulation

/// Something that a governor can slow down to make it cooler, such as a clock domain.
///
/// State 0 is uncooled; state n runs n operating points below the highest that is allowed.
public protocol CoolingDevice: AnyObject {
  /// The state in which it is slowest.
  var deepestCoolingState: Int { get }
  var coolingState: Int { get }

  /// Takes a state from this instant on; one beyond the deepest is the deepest.
  func setCoolingState(_ state: Int, in simulation: Simulation)
}

/// A cooling device that knows its power, for governors that hand out watts.
public protocol PowerActor: CoolingDevice {
  /// In watts, at its present load and without any cooling.
  var requestedWatts: Double { get }

  /// In watts, at full load in a cooling state.
  func fullWatts(in state: Int) -> Double

  /// In watts, at its present load in a cooling state.
  func loadWatts(in state: Int) -> Double
}
