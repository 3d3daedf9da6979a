/// A meeting point: whoever arrives waits until all parties have, then all go on together.
///
/// It can be used again and again; they go on in the order of their arrival.
public final class Barrier: WaitTarget {
  public let name: String
  public let parties: Int
  private var arrived: [Waiter] = []

  /// - Precondition: `parties` is at least 1.
  public init(name: String, parties: Int) {
    precondition(parties >= 1, "a barrier needs at least one party")
    self.name = name
    self.parties = parties
    arrived.reserveCapacity(parties)
  }

  public var waitDescription: String {
    "barrier '\(name)', where \(arrived.count) of \(parties) have arrived"
  }

  /// Arrives and waits for the others.
  ///
  /// - Throws: `CancellationError` if the process is cancelled meanwhile.
  public nonisolated(nonsending) func wait(in simulation: Simulation) async throws {
    // Who was cancelled at this instant, and does not know it yet, has not arrived either.
    arrived.removeAll { !simulation.processes.isWaiting($0) }
    if arrived.count + 1 == parties {
      for waiter in arrived { simulation.wake(waiter) }
      arrived.removeAll(keepingCapacity: true)
      return
    }
    var own: Waiter?
    do {
      try await simulation.wait(for: self) {
        own = $0
        arrived.append($0)
      }
    } catch {
      arrived.removeAll { $0 == own }  // A party that is gone has not arrived.
      throw error
    }
  }
}
