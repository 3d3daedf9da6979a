extension Simulation {
  /// Runs a body as a process of its own for at most a span of simulated time.
  ///
  /// When the time is out, the body is cancelled at its wait, and this returns after it has ended:
  /// whatever it held (a unit of a resource, a place in a mailbox) it has given back.
  ///
  /// - Returns: What the body returned, or nil if the time is out.
  /// - Throws: What the body throws; `CancellationError` if the waiting process is cancelled, and the
  ///   body is cancelled with it.
  public nonisolated(nonsending) func withTimeout<Value>(
    _ span: SimDuration, _ name: String, _ body: @escaping () async throws -> Value
  ) async throws -> Value? {
    try await race([Contestant(name, body, in: self)], timeout: span)?.value
  }

  /// Runs one process per name, all from this instant, until the first has ended.
  ///
  /// The others are cancelled at their waits, and this returns after they have ended.
  ///
  /// - Returns: The index of the first and what it returned.
  /// - Throws: What the first to end throws; `CancellationError` if the waiting process is cancelled,
  ///   and all are cancelled with it.
  /// - Precondition: There is at least one name.
  public nonisolated(nonsending) func firstOf<Value>(
    _ names: [String], _ body: @escaping (Int) async throws -> Value
  ) async throws -> (index: Int, value: Value) {
    let contestants = names.enumerated().map { index, name in
      Contestant(name, { try await body(index) }, in: self)
    }
    guard let winner = try await race(contestants, timeout: nil) else {
      preconditionFailure("a race without a time limit has a winner")
    }
    return winner
  }

  private nonisolated(nonsending) func race<Value>(
    _ contestants: [Contestant<Value>], timeout: SimDuration?
  ) async throws -> (index: Int, value: Value)? {
    let ends = contestants.map(\.ended)
    let winner: Int?
    do {
      winner = try await firstOf(ends, timeout: timeout)
    } catch {
      for contestant in contestants { contestant.process.cancel(in: self) }
      throw error
    }
    // A contestant that ends in this instant, before it is cancelled, has still lost.
    for (index, contestant) in contestants.enumerated() where index != winner {
      contestant.process.cancel(in: self)
    }
    for end in ends { try await end.wait(in: self) }
    guard let winner else { return nil }
    return (winner, try contestants[winner].result())
  }
}

/// A process whose end is a signal, and whose error is its starter's, not the run's.
private final class Contestant<Value> {
  private final class Outcome {
    var result: Result<Value, any Error>?
  }

  let process: Process
  let ended: Signal
  private let outcome = Outcome()

  init(_ name: String, _ body: @escaping () async throws -> Value, in simulation: Simulation) {
    let (outcome, ended) = (outcome, Signal("the end of process '\(name)'"))
    self.ended = ended
    process = simulation.spawn(name) {
      // Nobody but its starter, which waits until it runs, can cancel it before this.
      do {
        outcome.result = .success(try await body())
      } catch {
        outcome.result = .failure(error)
      }
      ended.fire(in: simulation)
    }
  }

  func result() throws -> Value {
    guard let result = outcome.result else { throw CancellationError() }
    return try result.get()
  }
}
