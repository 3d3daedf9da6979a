import Simulation

/// A collective schedule among certain end points, run as often as one likes.
///
/// It is a component: its transfers start each other without waking a process.
public final class Collective: Component, WaitTarget {
  private struct Progress {
    /// Transfers that it still waits for.
    var missing: Int32
    /// The latest exact end of those that it waited for: an instant and how long before it.
    var lead: Float
    var instant: Int64
    var flow: FlowID?
  }

  public let schedule: CollectiveSchedule
  private let network: any Network
  let routes: [RouteID]
  /// Who it is in the run's fingerprint.
  private let subject: Int
  /// The network, if it is one that can repeat runs.
  private let fluid: FluidNetwork?
  /// All links of the routes, each once, once they are needed.
  @exclusivity(unchecked) private(set) var links: [Int32] = []
  /// The run to repeat, and the state of the network's links at the last run; -1 before the first.
  @exclusivity(unchecked) private var memory: RunMemory?
  @exclusivity(unchecked) private var version = -1
  /// When every transfer ended, if this is a rehearsal.
  @exclusivity(unchecked) private var rehearsal: RunMemory?
  /// The number of the claim on the links; -1 for none.
  @exclusivity(unchecked) private var claim = -1
  @exclusivity(unchecked) private(set) var id: ComponentID?
  /// One row per transfer, once any has started.
  @exclusivity(unchecked) private var progress = UnsafeMutableBufferPointer<Progress>(
    start: nil, count: 0)
  @exclusivity(unchecked) private var isRunning = false
  @exclusivity(unchecked) private var unfinished = 0
  /// The process that waits for the end, and what it is told if there is none.
  @exclusivity(unchecked) private var waiter: Waiter?
  @exclusivity(unchecked) private var failure: CollectiveFailure?

  /// - Parameter ends: The network node of every participant.
  public convenience init(
    _ schedule: CollectiveSchedule, among ends: [NodeID], network: any Network,
    in simulation: Simulation
  ) {
    precondition(ends.count == schedule.participants, "one end point per participant")
    self.init(
      schedule,
      over: schedule.transfers.map { network.route(from: ends[$0.from], to: ends[$0.to]) },
      subject: Fingerprint.subject(schedule.name, ends.map(\.index)), network: network,
      in: simulation)
  }

  /// - Parameter routes: The route of every transfer.
  init(
    _ schedule: CollectiveSchedule, over routes: [RouteID], subject: Int = 0,
    network: any Network, in simulation: Simulation
  ) {
    self.schedule = schedule
    self.routes = routes
    self.subject = subject
    self.network = network
    fluid = network as? FluidNetwork
    let id = simulation.add(self)
    self.id = id
    network.watch?.name(id, schedule.name)
  }

  deinit { progress.deallocate() }

  /// Runs the collective once; the running process waits until every transfer is delivered.
  ///
  /// When a transfer is lost or the process is cancelled, the transfers under way are given up.
  ///
  /// - Throws: `CollectiveFailure` if a link failed; `CancellationError` if the process is
  ///   cancelled meanwhile.
  public nonisolated(nonsending) func run(in simulation: Simulation) async throws {
    precondition(!isRunning, "a collective runs once at a time")
    if schedule.transfers.isEmpty { return }
    failure = nil
    begin(in: simulation)
    do {
      try await simulation.wait(for: self) { waiter = $0 }
    } catch {
      abandon(in: simulation)
      throw error
    }
    if let failure {
      self.failure = nil
      throw failure
    }
  }

  public var waitDescription: String { "\(schedule.name) among \(schedule.participants)" }

  private func begin(in simulation: Simulation) {
    isRunning = true
    if !replay(in: simulation) { beginTransfers(in: simulation) }
  }

  /// Lets the network replay what the collective is known to do; false if that cannot be.
  private func replay(in simulation: Simulation) -> Bool {
    guard let fluid, fluid.reusesRuns else { return false }
    let isChanged = version != fluid.version
    let isFirst = version < 0
    version = fluid.version
    if isChanged {
      memory = nil
      // Nor is it worth a rehearsal if links have changed, or if it is large and may run only once.
      if !isFirst || schedule.transfers.count > RunShape.mostTransfers { return false }
    }
    if links.isEmpty { links = fluid.links(of: routes) }
    guard fluid.areIdle(links) else { return false }
    let memory = memory ?? fluid.memory(for: self)
    self.memory = memory
    claim = fluid.replay(self, from: memory, in: simulation)
    return true
  }

  /// Runs once, alone in its world, and notes when.
  func rehearse(in simulation: Simulation, into memory: RunMemory) {
    rehearsal = memory
    memory.ends = Array(repeating: 0, count: schedule.transfers.count)
    isRunning = true
    beginTransfers(in: simulation)
    do { try simulation.run() } catch { preconditionFailure("a rehearsal failed: \(error)") }
  }

  /// Starts every transfer that waits for none.
  func beginTransfers(in simulation: Simulation) {
    let now = now(in: simulation)
    unfinished = schedule.transfers.count
    if progress.isEmpty { progress = .allocate(capacity: unfinished) }
    for number in 0..<unfinished {
      progress[number] = Progress(
        missing: schedule.prerequisites[number], lead: 0, instant: now, flow: nil)
    }
    for number in 0..<unfinished where schedule.prerequisites[number] == 0 {
      start(number, at: now, in: simulation)
    }
  }

  private func start(_ number: Int, at now: Int64, in simulation: Simulation) {
    guard let id else { return }
    let transfer = schedule.transfers[number]
    let row = progress[number]
    progress[number].flow = network.start(
      Message(
        route: routes[number], bytes: transfer.bytes, size: transfer.size, receiver: id,
        tag: UInt64(number), lead: row.instant == now ? Double(row.lead) : 0),
      in: simulation)
  }

  public func handle(_ event: Event, in simulation: Simulation) {
    let delivery = Delivery(event)
    if let link = delivery.failedLink {
      failure = CollectiveFailure(
        schedule: schedule.name, participants: schedule.participants,
        link: network.topology.name(of: link), time: simulation.now)
      abandon(in: simulation)
      if let waiter { simulation.wake(waiter) }
      return
    }
    let now = now(in: simulation)
    let lead = Float(delivery.lead)
    let number = Int(delivery.tag)
    progress[number].flow = nil
    if let rehearsal { rehearsal.ends[number] = now }
    var edge = schedule.firstEdge[number]
    while edge >= 0 {
      let next = Int(schedule.edges[Int(edge)].target)
      edge = schedule.edges[Int(edge)].next
      // Of what ends at one instant, the least lead is the latest end.
      progress[next].lead =
        progress[next].instant == now ? min(progress[next].lead, lead) : lead
      progress[next].instant = now
      progress[next].missing -= 1
      if progress[next].missing == 0 { start(next, at: now, in: simulation) }
    }
    unfinished -= 1
    if unfinished == 0 {
      if let rehearsal {
        rehearsal.duration = now
        rehearsal.starts = progress.map(\.instant)
      }
      finish(in: simulation)
    }
  }

  /// The end of a run that was a replay.
  func finishReplay(in simulation: Simulation) {
    claim = -1
    finish(in: simulation)
  }

  private func now(in simulation: Simulation) -> Int64 {
    fluid?.now(in: simulation) ?? simulation.now.nanoseconds
  }

  private func finish(in simulation: Simulation) {
    simulation.fingerprint.add(
      .collectiveEnded, subject: subject, at: simulation.now, amount: schedule.totalBytes)
    isRunning = false
    if let waiter { simulation.wake(waiter) }
  }

  private func abandon(in simulation: Simulation) {
    guard isRunning else { return }
    isRunning = false
    if let fluid, fluid.has(self, claim: claim) { fluid.giveUp(claim, in: simulation) }
    claim = -1
    for number in schedule.transfers.indices {
      if let flow = progress[number].flow { network.cancel(flow, in: simulation) }
    }
  }
}

/// A collective cannot end, because a link on which it sends is broken.
public struct CollectiveFailure: Error, Hashable, CustomStringConvertible {
  public let schedule: String
  public let participants: Int
  public let link: String
  public let time: SimTime

  public var description: String {
    "\(schedule) among \(participants) failed at \(time.seconds) s: link '\(link)' is down"
  }
}
