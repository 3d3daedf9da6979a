/// What somebody who watches a run is told while it goes on.
///
/// A simulation without a probe pays one comparison where it would tell. What a probe does cannot
/// reach the simulated world.
public protocol Probe: AnyObject {
  /// Something that lasted: on a numbered track, from one instant to another.
  func slice(_ name: String, on track: Int, from start: SimTime, to end: SimTime)

  /// A quantity that has this value from now on.
  func counter(_ name: String, at time: SimTime, value: Double)
}
