extension Simulation {
  /// Starts a process at this instant, after everything already scheduled for it.
  ///
  /// The body may use everything of this simulation, and waits only by its means (`sleep`, a
  /// mailbox, a barrier, a resource, a signal). `Task`, `async let`, task groups and
  /// `Task.sleep` would leave the simulation's thread and are not allowed in it.
  @discardableResult
  public func spawn(_ name: String, _ body: @escaping () async throws -> Void) -> Process {
    let process = processes.spawn(name, body)
    scheduleWake(process.waiter, at: now)
    return process
  }

  /// Suspends the running process for a span of simulated time.
  ///
  /// - Throws: `CancellationError` if the process is cancelled meanwhile.
  public nonisolated(nonsending) func sleep(for span: SimDuration) async throws {
    try await sleep(until: now + span)
  }

  /// Suspends the running process until an instant.
  ///
  /// - Precondition: `time` is not in the past.
  /// - Throws: `CancellationError` if the process is cancelled meanwhile.
  @inline(__always)
  public nonisolated(nonsending) func sleep(until time: SimTime) async throws {
    precondition(time >= now, "a process cannot sleep into the past")
    let process = runningProcess
    scheduleWake(process.waiter, at: time)
    try await processes.suspend(process, for: nil)
  }

  /// Suspends the running process until `wake` is called with the waiter that `register` is given.
  ///
  /// For components that hold up one process at a time again and again: a `Signal` is an object for
  /// each time.
  ///
  /// - Throws: `CancellationError` if the process is cancelled meanwhile.
  @inline(__always)
  public nonisolated(nonsending) func wait(
    for target: any WaitTarget, register: (Waiter) -> Void
  ) async throws {
    let process = runningProcess
    register(process.waiter)
    try await processes.suspend(process, for: target)
  }

  /// Wakes a waiting process at this instant, after everything already scheduled for it.
  ///
  /// - Returns: False, and nothing happens, if that wait is over or was cancelled.
  @discardableResult
  public func wake(_ waiter: Waiter) -> Bool {
    guard processes.isWaiting(waiter) else { return false }
    scheduleWake(waiter, at: now)
    return true
  }

  private var runningProcess: Process {
    guard let process = processes.running else {
      preconditionFailure("only a process of this simulation can wait; start one with spawn()")
    }
    return process
  }
}
