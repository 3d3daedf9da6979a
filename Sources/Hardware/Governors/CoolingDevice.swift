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
