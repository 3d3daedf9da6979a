/// A part of the modelled world that reacts to events: a network, a processor, a governor.
///
/// Components are the fast half of the engine. An event reaches them as a few plain words, without
/// a closure, a box or a reference count. What a researcher writes is a process instead
/// (`Simulation.spawn`); both share one queue and one order.
public protocol Component: AnyObject {
  /// Reacts to an event scheduled for this component; `simulation.now` is its time.
  func handle(_ event: Event, in simulation: Simulation)

  /// Called once before time moves on, if the component asked for it at this instant.
  func endOfInstant(in simulation: Simulation)
}

extension Component {
  public func endOfInstant(in simulation: Simulation) {}
}

/// The number under which a component receives its events.
public struct ComponentID: Hashable, Sendable {
  let number: UInt32
}

/// What a component is told: the meaning of both words is the component's own.
public struct Event: Hashable, Sendable {
  public var kind: UInt32
  public var value: UInt64

  public init(kind: UInt32 = 0, value: UInt64 = 0) {
    self.kind = kind
    self.value = value
  }
}
