import CxxReference
import Simulation

/// The hold model: every actor has one event pending and, when it comes, schedules the next.
struct HoldModel {
  let pending: Int
  /// Events of the measured part, about.
  let events: Int

  init(pending: Int) {
    self.pending = pending
    events = max(4_000_000, 3 * pending)
  }

  /// Ahead of the measured part every actor has had two events on average.
  private var warm: Int64 { 2 * Increments.mean }
  private var end: Int64 { warm + Increments.mean / Int64(pending) * Int64(events) }

  /// Millions of events per second through Tidewatt's public interface.
  func components() throws -> Double { try Shared.with(components) }

  private func components(_ shared: UnsafeMutablePointer<Shared>) throws -> Double {
    let simulation = Simulation()
    for number in 0..<pending {
      let holder = Holder(number: number, shared: shared)
      let id = simulation.add(holder)
      holder.id = id
      simulation.schedule(
        Event(), for: id,
        at: SimTime(nanoseconds: Increments.shared.spans[(number * 7) & Increments.mask]))
    }
    try simulation.run(until: SimTime(nanoseconds: warm))
    let before = simulation.eventCount
    let seconds = try threadSeconds { try simulation.run(until: SimTime(nanoseconds: end)) }
    Checksum.check("hold model of \(pending)", shared.pointee.checksum.value, in: .tidewatt)
    return Double(simulation.eventCount - before) / seconds / 1e6
  }

  func cxx() -> Double {
    let result = cxx_reference_hold(
      pending, Increments.shared.spans, Increments.mask, warm, end)
    Checksum.check("hold model of \(pending)", result.checksum, in: .reference)
    return Double(result.events) / result.seconds / 1e6
  }
}

/// Every actor passes a message to its neighbour, all at the same times.
struct MessagePassing {
  let actors: Int
  private let span: Int64 = 1000
  private let rounds: Int64 = 5000

  init(actors: Int) { self.actors = actors }

  func components() throws -> Double { try Shared.with(components) }

  private func components(_ shared: UnsafeMutablePointer<Shared>) throws -> Double {
    let simulation = Simulation()
    let passers = (0..<actors).map { Passer(number: $0, span: span, shared: shared) }
    let ids = passers.map { simulation.add($0) }
    for (number, passer) in passers.enumerated() {
      passer.neighbour = ids[(number + 1) % actors]
      simulation.schedule(Event(), for: ids[number], at: SimTime(nanoseconds: span))
    }
    try simulation.run(until: SimTime(nanoseconds: 10 * span))
    let before = simulation.eventCount
    let seconds = try threadSeconds {
      try simulation.run(until: SimTime(nanoseconds: (10 + rounds) * span))
    }
    Checksum.check("messages", shared.pointee.checksum.value, in: .tidewatt)
    return Double(simulation.eventCount - before) / seconds / 1e6
  }

  func cxx() -> Double {
    let result = cxx_reference_messages(actors, span, 10 * span, (10 + rounds) * span)
    Checksum.check("messages", result.checksum, in: .reference)
    return Double(result.events) / result.seconds / 1e6
  }
}

private final class Holder: Component {
  private let number: UInt32
  private var cursor: UInt32
  private let shared: UnsafeMutablePointer<Shared>
  var id: ComponentID?

  init(number: Int, shared: UnsafeMutablePointer<Shared>) {
    self.number = UInt32(number)
    cursor = UInt32(number) &* 61
    self.shared = shared
  }

  func handle(_ event: Event, in simulation: Simulation) {
    let now = simulation.now
    shared.pointee.checksum.add(number, now)
    let span = shared.pointee.spans[Int(cursor) & Increments.mask]
    cursor &+= 1
    if let id { simulation.schedule(event, for: id, at: now + SimDuration(nanoseconds: span)) }
  }
}

private final class Passer: Component {
  private let number: UInt32
  private let span: SimDuration
  private let shared: UnsafeMutablePointer<Shared>
  var neighbour: ComponentID?

  init(number: Int, span: Int64, shared: UnsafeMutablePointer<Shared>) {
    self.number = UInt32(number)
    self.span = SimDuration(nanoseconds: span)
    self.shared = shared
  }

  func handle(_ event: Event, in simulation: Simulation) {
    let now = simulation.now
    shared.pointee.checksum.add(number, now)
    if let neighbour { simulation.schedule(event, for: neighbour, at: now + span) }
  }
}
