import Randomness

/// One simulated world: its clock, its pending events, its components and its processes.
///
/// A simulation lives on the thread that calls `run()`, and nothing of it may be touched from
/// another one; that is why neither it nor its parts are `Sendable`. Run several side by side by
/// making one on each of several threads.
///
/// Events of equal time happen in the order in which they were scheduled.
public final class Simulation {
  // Exclusivity of what every event touches is not checked at run time, which would cost more than
  // the queue (6 ns for each access). It holds by construction: `now`, `eventCount` and
  // `instantEnders` are only read or assigned as a whole, and the methods of the queue call nothing
  // outside it. `components` is read while a component is called, which may add another one:
  // `ComponentTable` is made for that.
  @exclusivity(unchecked) public private(set) var now = SimTime.zero
  /// Every random stream of this world derives from it.
  public let seed: UInt64
  /// Events handled so far.
  @exclusivity(unchecked) public private(set) var eventCount = 0
  /// Told of what happens, if there is one; set before anything is built in this world.
  public let probe: (any Probe)?
  /// What happened in the modelled world, as a digest.
  public let fingerprint = Fingerprint()

  @exclusivity(unchecked) private var queue = EventQueue()
  @exclusivity(unchecked) private var components = ComponentTable()
  @exclusivity(unchecked) private var instantEnders: [UInt32] = []
  /// Those that are being called; kept so that an instant's end allocates nothing.
  @exclusivity(unchecked) private var calledEnders: [UInt32] = []
  let processes = ProcessTable()
  private var isFinished = false

  public init(seed: UInt64 = 1, probe: (any Probe)? = nil) {
    self.seed = seed
    self.probe = probe
  }

  // MARK: Components

  /// Adds a component; it lives as long as the simulation.
  public func add(_ component: any Component) -> ComponentID {
    components.append(component)
    return ComponentID(number: UInt32(components.count))  // number 0 is the process table
  }

  /// Schedules an event for a component.
  ///
  /// - Precondition: `time` is not in the past.
  public func schedule(_ event: Event, for component: ComponentID, at time: SimTime) {
    precondition(time >= now, "an event cannot be scheduled in the past")
    queue.push(
      EventQueue.Entry(
        time: time.nanoseconds, component: component.number, kind: event.kind, value: event.value))
  }

  /// Hands an event to a component at once, without the queue.
  public func deliver(_ event: Event, to component: ComponentID) {
    components.handle(event, by: Int(component.number) - 1, in: self)
  }

  /// Has the component called once more at this instant, when every event of it has happened.
  ///
  /// This is how a network solves its shares once per instant, not once per flow. The caller asks
  /// at most once per instant.
  public func callAtEndOfInstant(_ component: ComponentID) {
    instantEnders.append(component.number)
  }

  /// The random stream of this name.
  public func stream(named name: String) -> RandomStream {
    RandomStream(seed: seed, name: name)
  }

  // MARK: Processes

  /// Schedules the wake-up of a waiting process at this instant, or later.
  func scheduleWake(_ waiter: Waiter, at time: SimTime) {
    queue.push(
      EventQueue.Entry(time: time.nanoseconds, component: 0, kind: 0, value: waiter.packed))
  }

  // MARK: Running

  /// Runs until nothing is left to happen, or until the clock would pass `limit`.
  ///
  /// A run that stopped at its limit can go on by another call, or be given up by `stop()`.
  ///
  /// - Returns: The time at the end.
  /// - Throws: `ProcessFailure` when a process throws; `Deadlock` when processes still wait and
  ///   nothing is left to happen. Every other process is then cancelled.
  @discardableResult
  public func run(until limit: SimTime? = nil) throws -> SimTime {
    do {
      return try runEvents(until: limit)
    } catch {
      stop()
      throw error
    }
  }

  /// Ends the run when everything of this instant has happened, whatever is still scheduled.
  ///
  /// Governors and faults schedule events without end; the run is over when its purpose is.
  public func finish() { isFinished = true }

  /// Cancels every process, so that nothing of this world outlives it.
  public func stop() { processes.cancelAll() }

  private func runEvents(until limit: SimTime?) throws -> SimTime {
    let last = limit?.nanoseconds ?? Int64.max - 1
    while true {
      let next = queue.nextTime
      if next > now.nanoseconds {
        if endInstant() { continue }
        if isFinished { return now }
        if queue.isEmpty { break }
        if next > last {
          now = SimTime(nanoseconds: max(now.nanoseconds, last))
          return now
        }
        // Time does not move for a timeout or a sleep that is over: an unused limit of an hour would
        // otherwise end the run an hour later.
        if queue.nextSatisfies({ isVoidWake($0) }) {
          _ = queue.popFirst()
          continue
        }
        now = SimTime(nanoseconds: next)
      }
      let entry = queue.popFirst()
      eventCount += 1
      if entry.component == 0 {
        processes.wake(Waiter(packed: entry.value))
        if let failure = processes.takeFailure() { throw failure }
      } else {
        components.handle(
          Event(kind: entry.kind, value: entry.value), by: Int(entry.component) - 1, in: self)
      }
    }
    queue.forgetTime()
    let waiting = processes.waiting()
    if !waiting.isEmpty { throw Deadlock(time: now, waiting: waiting) }
    return now
  }

  private func isVoidWake(_ entry: EventQueue.Entry) -> Bool {
    entry.component == 0 && !processes.isPending(Waiter(packed: entry.value))
  }

  /// Calls the components that asked for it; false when none did.
  private func endInstant() -> Bool {
    if instantEnders.isEmpty { return false }
    swap(&instantEnders, &calledEnders)
    for number in calledEnders { components.endInstant(of: Int(number) - 1, in: self) }
    calledEnders.removeAll(keepingCapacity: true)
    return true
  }
}
