import Simulation

/// A collective schedule among certain end points, run as often as one likes.
///
/// It is a component: its transfers start each other without waking a process.
public final class Collective: Component {
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
  /// The network, if it is one that can repeat runs; all links of the routes; the run to repeat.
  private let fluid: FluidNetwork?
  private lazy var links = linksOfRoutes()
  @exclusivity(unchecked) private var memory: RunMemory?
  @exclusivity(unchecked) private var claim: LinkClaim?
  @exclusivity(unchecked) private var id: ComponentID?
  /// One row per transfer.
  private let progress: UnsafeMutablePointer<Progress>
  @exclusivity(unchecked) private var isRunning = false
  @exclusivity(unchecked) private var unfinished = 0
  @exclusivity(unchecked) private var signal: Signal?

  /// - Parameter ends: The network node of every participant.
  public init(
    _ schedule: CollectiveSchedule, among ends: [NodeID], network: any Network,
    in simulation: Simulation
  ) {
    precondition(ends.count == schedule.participants, "one end point per participant")
    self.schedule = schedule
    self.network = network
    fluid = network as? FluidNetwork
    routes = schedule.transfers.map { network.route(from: ends[$0.from], to: ends[$0.to]) }
    progress = .allocate(capacity: schedule.transfers.count)
    subject = Fingerprint.subject(schedule.name, ends.map(\.index))
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
  public func run(in simulation: Simulation) async throws {
    precondition(signal == nil, "a collective runs once at a time")
    if schedule.transfers.isEmpty { return }
    let signal = Signal("\(self.schedule.name) among \(self.schedule.participants)")
    self.signal = signal
    begin(in: simulation)
    do {
      try await signal.wait(in: simulation)
    } catch {
      abandon(in: simulation)
      throw error
    }
  }

  private func begin(in simulation: Simulation) {
    isRunning = true
    if let fluid, let id {
      if fluid.reusesRuns {
        claim = fluid.claim(links, for: self, owner: id, memory: memory, in: simulation)
      }
      if let claim {
        if claim.isReplay { return }
        claim.memory.ends = Array(repeating: 0, count: schedule.transfers.count)
      }
    }
    beginTransfers(in: simulation)
  }

  /// Starts every transfer that waits for none.
  func beginTransfers(in simulation: Simulation) {
    let now = now(in: simulation)
    unfinished = schedule.transfers.count
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
    let row = progress + number
    row.pointee.flow = network.start(
      Message(
        route: routes[number], bytes: transfer.bytes, size: transfer.size, receiver: id,
        tag: UInt64(number), lead: row.pointee.instant == now ? Double(row.pointee.lead) : 0),
      in: simulation)
  }

  public func handle(_ event: Event, in simulation: Simulation) {
    let delivery = Delivery(event)
    if let link = delivery.failedLink {
      let failure = CollectiveFailure(
        schedule: schedule.name, participants: schedule.participants,
        link: network.topology.name(of: link), time: simulation.now)
      let signal = signal
      abandon(in: simulation)
      signal?.fail(failure, in: simulation)
      return
    }
    let now = now(in: simulation)
    let lead = Float(delivery.lead)
    let number = Int(delivery.tag)
    progress[number].flow = nil
    if let claim, !claim.isReplay { claim.memory.ends[number] = now - claim.start }
    var edge = schedule.firstEdge[number]
    while edge >= 0 {
      let next = Int(schedule.edges[Int(edge)].target)
      edge = schedule.edges[Int(edge)].next
      // Of what ends at one instant, the least lead is the latest end.
      let row = progress + next
      row.pointee.lead = row.pointee.instant == now ? min(row.pointee.lead, lead) : lead
      row.pointee.instant = now
      row.pointee.missing -= 1
      if row.pointee.missing == 0 { start(next, at: now, in: simulation) }
    }
    unfinished -= 1
    if unfinished == 0 {
      keepMemory(at: now)
      finish(in: simulation)
    }
  }

  /// The end of a run that was a replay.
  func finishReplay(in simulation: Simulation) {
    claim = nil
    finish(in: simulation)
  }

  /// Keeps what an undisturbed run did to its links, for the next one.
  private func keepMemory(at now: Int64) {
    guard let fluid, let claim else { return }
    self.claim = nil
    if claim.isReplay || !fluid.release(claim) { return }
    claim.memory.duration = now - claim.start
    claim.memory.starts = schedule.transfers.indices.map { progress[$0].instant - claim.start }
    fluid.addUp(&claim.memory, of: claim.links)
    memory = claim.memory
  }

  private func now(in simulation: Simulation) -> Int64 {
    fluid?.now(in: simulation) ?? simulation.now.nanoseconds
  }

  private func linksOfRoutes() -> [Int32] {
    guard let fluid else { return [] }
    var seen: Set<Int32> = []
    return routes.flatMap { fluid.shares.pointee.hops(of: $0.index).map { $0 } }
      .filter { seen.insert($0).inserted }
  }

  private func finish(in simulation: Simulation) {
    simulation.fingerprint.add(
      .collectiveEnded, subject: subject, at: simulation.now, amount: schedule.totalBytes)
    isRunning = false
    let signal = signal
    self.signal = nil
    signal?.fire(in: simulation)
  }

  private func abandon(in simulation: Simulation) {
    signal = nil
    guard isRunning else { return }
    isRunning = false
    if let fluid, let claim {
      self.claim = nil
      if claim.isReplay { fluid.giveUp(claim, in: simulation) } else { fluid.release(claim) }
    }
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
