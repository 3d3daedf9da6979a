/// The components of a simulation by their number, called without counting references.
///
/// Reading `any Component` out of an array retains it, calls it and releases it: about 10 ns of an
/// event's 30. Here a component is called through memory that holds it: a `borrowing` method of a
/// type that cannot be copied needs no reference of its own.
///
/// That is safe because a component, once added, stays in place until the table is gone, and the
/// table lives as long as its simulation, which is alive while it runs. A component may add others
/// while it is being called: if the table then grows, the memory that the call still reads is kept,
/// with the same contents, until the end.
struct ComponentTable: ~Copyable {
  private struct Slot: ~Copyable {
    let component: any Component

    @inline(__always)
    borrowing func handle(_ event: Event, in simulation: Simulation) {
      component.handle(event, in: simulation)
    }

    @inline(__always)
    borrowing func endOfInstant(in simulation: Simulation) {
      component.endOfInstant(in: simulation)
    }
  }

  private var slots: UnsafeMutablePointer<Slot>
  private var capacity = 16
  private(set) var count = 0
  /// Memory that was outgrown; together smaller than what is in use.
  private var outgrown: [UnsafeMutablePointer<Slot>] = []

  init() { slots = .allocate(capacity: capacity) }

  deinit {
    slots.deinitialize(count: count)
    slots.deallocate()
    for memory in outgrown { memory.deallocate() }
  }

  /// Adds a component under the next number, from 0 on.
  mutating func append(_ component: any Component) {
    if count == capacity {
      let larger = UnsafeMutablePointer<Slot>.allocate(capacity: capacity * 2)
      larger.moveInitialize(from: slots, count: count)
      outgrown.append(slots)
      slots = larger
      capacity *= 2
    }
    (slots + count).initialize(to: Slot(component: component))
    count += 1
  }

  @inline(__always)
  func handle(_ event: Event, by number: Int, in simulation: Simulation) {
    precondition(number >= 0 && number < count, "an event for a component of another simulation")
    slots[number].handle(event, in: simulation)
  }

  func endInstant(of number: Int, in simulation: Simulation) {
    precondition(number >= 0 && number < count, "an event for a component of another simulation")
    slots[number].endOfInstant(in: simulation)
  }
}
