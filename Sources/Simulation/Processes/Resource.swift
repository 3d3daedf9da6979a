import DequeModule

/// A number of equal units that processes take and give back, served in the order of asking.
public final class Resource: WaitTarget {
  public let name: String
  public let capacity: Int
  public private(set) var available: Int
  private var queue: Deque<(waiter: Waiter, ticket: Ticket)> = []

  /// Whether the wait of one asker has been granted.
  private final class Ticket {
    var isGranted = false
    var isAbandoned = false
  }

  /// - Precondition: `capacity` is at least 1.
  public init(name: String, capacity: Int) {
    precondition(capacity >= 1, "a resource needs at least one unit")
    self.name = name
    self.capacity = capacity
    available = capacity
  }

  public var waitDescription: String { "one of \(capacity) units of resource '\(name)'" }

  /// Takes one unit, waiting until there is one and everybody who asked before has theirs.
  ///
  /// - Throws: `CancellationError` if the process is cancelled meanwhile; it then holds no unit.
  public nonisolated(nonsending) func acquire(in simulation: Simulation) async throws {
    if available > 0 && queue.isEmpty {
      available -= 1
      return
    }
    let ticket = Ticket()
    do {
      try await simulation.wait(for: self) { queue.append(($0, ticket)) }
    } catch {
      ticket.isAbandoned = true
      if ticket.isGranted { release(in: simulation) }
      throw error
    }
  }

  /// Gives one unit back.
  public func release(in simulation: Simulation) {
    while let next = queue.popFirst() {
      if next.ticket.isAbandoned { continue }
      next.ticket.isGranted = true
      simulation.wake(next.waiter)
      return
    }
    precondition(available < capacity, "more units given back than taken")
    available += 1
  }
}
