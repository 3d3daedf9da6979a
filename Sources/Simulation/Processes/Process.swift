/// A straight-line `async` function of the simulated world: a worker, a server, a strategy.
public final class Process {
  public let name: String
  /// How many processes had been started with it.
  let number: Int
  /// Its place in the process table.
  let slot: UInt32
  /// Counts its waits, so that a wake-up meant for an earlier one is recognised.
  @exclusivity(unchecked) var generation: UInt32
  @exclusivity(unchecked) var startJob: UnownedJob?
  @exclusivity(unchecked) var continuation: UnsafeContinuation<Void, any Error>?
  /// What it waits for; nil while it sleeps, because the clock always comes.
  @exclusivity(unchecked) var waitingFor: (any WaitTarget)?
  @exclusivity(unchecked) var isCancelled = false
  @exclusivity(unchecked) public internal(set) var isFinished = false

  init(name: String, number: Int, slot: UInt32, generation: UInt32) {
    self.name = name
    self.number = number
    self.slot = slot
    self.generation = generation
  }

  /// The wait it is in, or its start.
  var waiter: Waiter { Waiter(slot: slot, generation: generation) }

  /// Ends the process at its present wait, or at its next one, with a `CancellationError` there.
  ///
  /// Cancelling a process that has finished does nothing.
  public func cancel(in simulation: Simulation) {
    if isFinished || isCancelled { return }
    isCancelled = true
    if continuation != nil { simulation.scheduleWake(waiter, at: simulation.now) }
  }
}

/// Something that a process can wait for, and what a deadlock report calls it.
public protocol WaitTarget: AnyObject {
  var waitDescription: String { get }
}

/// One wait of one process: a later wait of the same process is another waiter.
public struct Waiter: Hashable, Sendable {
  let slot: UInt32
  let generation: UInt32

  init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  var packed: UInt64 { UInt64(slot) << 32 | UInt64(generation) }

  init(packed: UInt64) {
    slot = UInt32(truncatingIfNeeded: packed >> 32)
    generation = UInt32(truncatingIfNeeded: packed)
  }
}

/// A process threw an error, which ended the run.
public struct ProcessFailure: Error, CustomStringConvertible {
  public let process: String
  public let underlying: any Error
  public var description: String { "process '\(process)' failed: \(underlying)" }
}

/// Nothing is left to happen, yet processes wait.
public struct Deadlock: Error, CustomStringConvertible {
  public let time: SimTime
  /// Every waiting process with what it waits for, in the order in which they were spawned.
  public let waiting: [(process: String, target: String)]

  public var description: String {
    let lines = waiting.map { "  '\($0.process)' waits for \($0.target)" }
    return (["deadlock at \(time.seconds) s: nothing is left to happen, and"] + lines)
      .joined(separator: "\n")
  }
}
