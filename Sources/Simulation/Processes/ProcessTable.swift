/// The living processes of a simulation and the one that runs at this moment.
final class ProcessTable {
  // Exclusivity of what every wake-up touches is not checked at run time: each is read or assigned
  // as a whole, and no access to `slots` calls anything.
  @exclusivity(unchecked) private var slots: [Process?] = []
  private var free: [UInt32] = []
  private var spawned = 0
  /// A slot's generation outlives its process, so that no wake-up reaches the slot's next tenant.
  private var generations: [UInt32] = []
  private let executor = SimulationExecutor()
  /// Not retained: `wake` sets it for as long as it holds the process itself.
  @exclusivity(unchecked) private(set) unowned(unsafe) var running: Process?
  @exclusivity(unchecked) private var failure: ProcessFailure?

  // The only place that creates a task. The body is not `Sendable` and need not be: it is handed
  // to a task that runs on this simulation's executor alone, which is this thread.
  func spawn(_ name: String, _ body: @escaping () async throws -> Void) -> Process {
    let slot: UInt32
    if let reused = free.popLast() {
      slot = reused
    } else {
      slot = UInt32(slots.count)
      slots.append(nil)
      generations.append(0)
    }
    spawned += 1
    let process = Process(
      name: name, number: spawned, slot: slot, generation: generations[Int(slot)])
    slots[Int(slot)] = process
    nonisolated(unsafe) let (body, table, started) = (body, self, process)
    Task(executorPreference: executor) {
      do {
        if started.isCancelled { throw CancellationError() }
        try await body()
      } catch is CancellationError {
        // A cancelled process just ends.
      } catch {
        table.fail(started, error)
      }
      table.finish(started)
    }
    process.startJob = executor.takeJob()
    return process
  }

  /// Suspends the running process until its waiter is woken.
  @inline(__always)
  nonisolated(nonsending) func suspend(
    _ process: Process, for target: (any WaitTarget)?
  ) async throws {
    if process.isCancelled { throw CancellationError() }
    process.waitingFor = target
    try await withUnsafeThrowingContinuation { process.continuation = $0 }
  }

  /// Runs a process from its start or its wait to its next wait or its end.
  func wake(_ waiter: Waiter) {
    guard let process = slots[Int(waiter.slot)], process.generation == waiter.generation else {
      return  // The wait is over: cancelled, or woken by something else first.
    }
    process.generation &+= 1
    process.waitingFor = nil
    running = process
    if let job = process.startJob {
      process.startJob = nil
      executor.run(job)
    } else if let continuation = process.continuation {
      process.continuation = nil
      if process.isCancelled {
        continuation.resume(throwing: CancellationError())
      } else {
        continuation.resume(returning: ())
      }
      executor.drain()
    }
    running = nil
  }

  /// Whether this wait is still on.
  func isPending(_ waiter: Waiter) -> Bool {
    slots[Int(waiter.slot)]?.generation == waiter.generation
  }

  /// Whether this wait is still on and not about to end by cancellation.
  func isWaiting(_ waiter: Waiter) -> Bool {
    guard let process = slots[Int(waiter.slot)] else { return false }
    return process.generation == waiter.generation && !process.isCancelled
  }

  @inline(__always)
  func takeFailure() -> ProcessFailure? {
    if failure == nil { return nil }
    defer { failure = nil }
    return failure
  }

  func waiting() -> [(process: String, target: String)] {
    slots.compactMap { $0 }.sorted { $0.number < $1.number }.compactMap { process in
      process.waitingFor.map { (process.name, $0.waitDescription) }
    }
  }

  /// Ends every process, so that no task outlives its simulation.
  ///
  /// A process that catches its cancellation and waits again is cancelled at that wait too, and so
  /// is one that another starts on its way out.
  ///
  /// - Precondition: Every process waits by the means of this simulation.
  func cancelAll() {
    var slot = 0
    while slot < slots.count {
      guard let process = slots[slot] else {
        slot += 1
        continue
      }
      process.isCancelled = true
      wake(process.waiter)
      precondition(
        process.isFinished || process.continuation != nil,
        "process '\(process.name)' waits for something outside its simulation")
    }
    // A process on its way out may have started another in a slot that was passed.
    if slots.contains(where: { $0 != nil }) { cancelAll() }
    failure = nil
  }

  private func fail(_ process: Process, _ error: any Error) {
    if failure == nil { failure = ProcessFailure(process: process.name, underlying: error) }
  }

  private func finish(_ process: Process) {
    process.isFinished = true
    slots[Int(process.slot)] = nil
    generations[Int(process.slot)] = process.generation &+ 1
    free.append(process.slot)
  }
}
