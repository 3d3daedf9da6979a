/// Waiting for several things at once: one wait is registered with each, and the first wake-up ends
/// it. A wake-up that comes later finds the wait over and does nothing.
extension Simulation {
  /// Suspends the running process until one of the signals fires.
  ///
  /// If several have, it is the one that stands first. A signal that fires in the very instant in
  /// which the time is out counts if it fired before this process could go on.
  ///
  /// - Parameter timeout: How long to wait at most; nil to wait for ever.
  /// - Returns: The index of the signal, or nil if the time is out.
  /// - Throws: The error of the signal, if it failed; `CancellationError` if the process is cancelled
  ///   meanwhile.
  /// - Precondition: There is a signal or a timeout.
  public nonisolated(nonsending) func firstOf(
    _ signals: [Signal], timeout: SimDuration? = nil
  ) async throws -> Int? {
    precondition(!signals.isEmpty || timeout != nil, "a wait for none of nothing never ends")
    if let index = try firstSettled(of: signals) { return index }
    let target = SeveralSignals(signals)
    let deadline = timeout.map { now + $0 }
    var own: Waiter?
    defer {
      // The losers need not remember a wait that is over.
      if let own { for signal in signals { signal.forget(own) } }
    }
    try await wait(for: target) { waiter in
      own = waiter
      for signal in signals { signal.remember(waiter) }
      if let deadline { scheduleWake(waiter, at: deadline) }
    }
    return try firstSettled(of: signals)
  }

  /// Suspends the running process until every one of the signals has fired.
  ///
  /// - Parameter timeout: How long to wait at most; nil to wait for ever.
  /// - Returns: False if the time is out.
  /// - Throws: The error of the first signal to fail, at once; `CancellationError` if the process is
  ///   cancelled meanwhile.
  @discardableResult
  public nonisolated(nonsending) func allOf(
    _ signals: [Signal], timeout: SimDuration? = nil
  ) async throws -> Bool {
    let deadline = timeout.map { now + $0 }
    var missing = signals
    while true {
      _ = try firstSettled(of: missing)  // Throws what any of them failed with.
      missing.removeAll { $0.hasFired }
      if missing.isEmpty { return true }
      let left = deadline.map { $0 - now }
      if try await firstOf(missing, timeout: left) == nil { return false }
    }
  }

  /// The first signal that has fired; throws if one has failed and none before it has fired.
  private func firstSettled(of signals: [Signal]) throws -> Int? {
    for (index, signal) in signals.enumerated() where try signal.isOver() { return index }
    return nil
  }
}

/// What a process waits for that waits for several signals.
private final class SeveralSignals: WaitTarget {
  private let signals: [Signal]

  init(_ signals: [Signal]) { self.signals = signals }

  var waitDescription: String {
    "the first of: " + signals.map(\.waitDescription).joined(separator: ", ")
  }
}
