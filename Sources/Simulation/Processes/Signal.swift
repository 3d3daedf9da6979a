/// Something that happens once, such as the end of a transfer: any number of processes can wait.
///
/// Waiting for a signal that has fired returns at once.
public final class Signal: WaitTarget {
  private enum Outcome {
    case fired
    case failed(any Error)
  }
  private var outcome: Outcome?
  /// Who waited first, and the others; most signals have one.
  private var first: Waiter?
  private var others: [Waiter] = []
  private let description: () -> String

  public init(_ description: @escaping @autoclosure () -> String) {
    self.description = description
  }

  public var waitDescription: String { description() }

  public var hasFired: Bool {
    if case .fired = outcome { true } else { false }
  }

  public func fire(in simulation: Simulation) { settle(as: .fired, in: simulation) }

  /// Ends the waits with an error: what was waited for will not happen.
  public func fail(_ error: any Error, in simulation: Simulation) {
    settle(as: .failed(error), in: simulation)
  }

  private func settle(as outcome: Outcome, in simulation: Simulation) {
    if self.outcome != nil { return }
    self.outcome = outcome
    if let first { simulation.wake(first) }
    for waiter in others { simulation.wake(waiter) }
    first = nil
    others = []
  }

  /// Suspends the running process until the signal fires.
  ///
  /// - Throws: The error it failed with; `CancellationError` if the process is cancelled meanwhile.
  public nonisolated(nonsending) func wait(in simulation: Simulation) async throws {
    if outcome == nil {
      try await simulation.wait(for: self) { remember($0) }
    }
    _ = try isOver()
  }

  // MARK: For waits that are for other things too

  /// Whether it has fired; throws if it has failed.
  func isOver() throws -> Bool {
    switch outcome {
    case .fired: return true
    case .failed(let error): throw error
    case nil: return false
    }
  }

  func remember(_ waiter: Waiter) {
    if first == nil && others.isEmpty { first = waiter } else { others.append(waiter) }
  }

  func forget(_ waiter: Waiter) {
    if first == waiter { first = nil }
    others.removeAll { $0 == waiter }
  }
}
