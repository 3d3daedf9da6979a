import Simulation

/// What a governor acts on to make less heat: a processor, or one clock domain of it.
public protocol CoolingDevice: AnyObject {
  /// The highest cooling state, in which it makes the least heat.
  var deepestCoolingState: Int { get }
  /// How many operating points it is kept below the highest that is allowed; 0 is unthrottled.
  var coolingState: Int { get }

  /// Takes effect at once.
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
