/// What somebody who watches a run is told while it goes on.
///
/// A simulation without a probe pays one comparison where it would tell. What a probe does cannot
/// reach the simulated world.
public protocol Probe: AnyObject {
  /// Something that lasted: on a numbered track, from one instant to another.
  func slice(_ name: String, on track: Int, from start: SimTime, to end: SimTime)

  /// A quantity that has this value from now on.
  func counter(_ name: String, at time: SimTime, value: Double)

  /// Whether it wants to hear of every message of the network.
  var followsFlows: Bool { get }

  /// A message of the network that has ended, if it follows them.
  func flow(_ record: FlowRecord)
}

extension Probe {
  public var followsFlows: Bool { false }
  public func flow(_ record: FlowRecord) {}
}

/// Tells several probes.
public final class ProbeGroup: Probe {
  private let probes: [any Probe]

  public init(_ probes: [any Probe]) { self.probes = probes }

  public func slice(_ name: String, on track: Int, from start: SimTime, to end: SimTime) {
    for probe in probes { probe.slice(name, on: track, from: start, to: end) }
  }

  public func counter(_ name: String, at time: SimTime, value: Double) {
    for probe in probes { probe.counter(name, at: time, value: value) }
  }

  public var followsFlows: Bool { probes.contains { $0.followsFlows } }

  public func flow(_ record: FlowRecord) {
    for probe in probes where probe.followsFlows { probe.flow(record) }
  }
}
