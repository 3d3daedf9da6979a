import Simulation

/// Transfers as fluid flows that share links max-min fairly.
///
/// A flow waits once for the latency of its route. Then it moves at a rate that no other flow's
/// could be raised for without lowering one that is no larger: every flow has a bottleneck link
/// that is full and on which no flow is faster. Rates change only when flows come or go, or when a
/// link changes. How they are found is told in `FluidShares`.
///
/// A flow ends at the whole nanosecond nearest to its exact end. The fraction goes with the news of
/// it (`Delivery.lead`), and a flow that starts because of it is credited with what it would have
/// been served meanwhile: ends of a chain of flows at constant rates are exact to half a
/// nanosecond, however long the chain.
///
/// There are no hidden correction factors: protocol overhead is the links' `goodput`.
public final class FluidNetwork: Network {
  enum Kind: UInt32 {
    case arrive = 0
    case complete = 1
    case fail = 2
    case replay = 3
    /// One flow that arrives by an event of its own.
    case arriveAlone = 4
  }

  public let topology: Topology
  let meter: EnergyMeter?
  @exclusivity(unchecked) private(set) var id: ComponentID?
  private var routes: RouteTable
  @exclusivity(unchecked) private var pipes = LatencyPipes()
  // Behind pointers, so that the hot path pays for no exclusivity checks; only this class has them.
  let shares: UnsafeMutablePointer<FluidShares>
  let ledgers: Flat<LinkLedger>
  @exclusivity(unchecked) var isEndAsked = false
  @exclusivity(unchecked) var bytesStarted = 0

  /// Whether a collective that repeats an earlier run on idle links takes its outcome from it.
  ///
  /// The simulated world is the same either way; only the time it takes to simulate is not.
  public var reusesRuns = true
  /// Counts the changes of links.
  var version = 0
  @exclusivity(unchecked) var claims: [LinkClaim?] = []
  @exclusivity(unchecked) var freeClaims: [Int] = []
  /// Numbers the events of replays.
  @exclusivity(unchecked) var replays: UInt32 = 0
  /// Changes of power by replays at this instant.
  @exclusivity(unchecked) var shifts: [(claim: Int, server: Double, used: Double)] = []
  /// Links whose replay began or ended at this instant.
  @exclusivity(unchecked) var falling: [Int32] = []
  @exclusivity(unchecked) var disturbances: [Disturbance] = []
  /// While what a replay skipped is simulated.
  @exclusivity(unchecked) var past: SkippedPast?
  private weak var world: Simulation?
  @exclusivity(unchecked) public var watch: FlowWatch?

  /// - Parameter accounts: Where a link's energy goes, and its joules per byte.
  public init(
    topology: Topology, meter: EnergyMeter?,
    accounts: [LinkID: (account: EnergyMeter.Account, joulesPerByte: Double)] = [:]
  ) {
    self.topology = topology
    self.meter = meter
    routes = RouteTable(topology)
    shares = .allocate(capacity: 1)
    shares.initialize(to: FluidShares(capacities: topology.links.map(\.bytesPerSecond)))
    var ledgers = Flat<LinkLedger>(capacity: topology.linkCount)
    for link in topology.links.indices {
      ledgers.append(LinkLedger(accounts[LinkID(index: link)]))
    }
    self.ledgers = ledgers
    meter?.catchUp = { [weak self] in self?.followReplays(before: $0) }
  }

  deinit {
    shares.deinitialize(count: 1)
    shares.deallocate()
  }

  /// Makes it a component of a simulation; once.
  public func join(_ simulation: Simulation) {
    precondition(id == nil, "a network belongs to one simulation")
    id = simulation.add(self)
    world = simulation
  }

  public var bytesSent: Int {
    guard let world, !claims.isEmpty else { return bytesStarted }
    return bytesStarted + replayedBytes(at: world.now.nanoseconds).started
  }

  /// This instant, or that of the past that is being simulated.
  func now(in simulation: Simulation) -> Int64 { past?.time ?? simulation.now.nanoseconds }

  private func time(in simulation: Simulation) -> SimTime {
    SimTime(nanoseconds: now(in: simulation))
  }

  public func route(from source: NodeID, to target: NodeID) -> RouteID {
    var path: [LinkID]?
    let number = routes.number(from: source, to: target) { path = $0 }
    if let path {
      watch?.foundRoute(from: source, to: target)
      let latency = routes.latencies[number].nanoseconds
      shares.pointee.add(route: path, latency: latency, pipe: pipes.number(of: latency))
    }
    return RouteID(index: number)
  }

  /// One-way latency of a route.
  public func latency(of route: RouteID) -> SimDuration { routes.latencies[route.index] }

  public func linkRecords(at time: SimTime) -> [LinkRecord] {
    followReplays(before: time)
    let carried = replayedBytes(at: time.nanoseconds).carried
    return topology.links.indices.map { link in
      var ledger = ledgers.rows[link]
      ledger.bytes += carried[link] ?? 0
      return ledger.record(of: topology.links[link].name, at: time)
    }
  }

  // MARK: Flows

  @discardableResult
  public func start(_ message: Message, in simulation: Simulation) -> FlowID {
    bytesStarted += message.bytes
    let slot = shares.pointee.flows.add(message, stage: .travelling)
    let name = shares.pointee.flows.name(of: slot)
    if let watch { watch.started(slot, message, at: time(in: simulation)) }
    let route = shares.pointee.classes.rows + message.route.index
    let latency = route.pointee.latency
    if latency == 0 {
      activate(slot, in: simulation)
      return name
    }
    let arrival = now(in: simulation) + latency
    shares.pointee.flows.rows[slot].activation = arrival
    if past != nil {
      schedule(.arriveAlone, UInt64(slot), at: arrival, in: simulation)
      return name
    }
    let pipe = route.pointee.pipe
    if pipes.add(slot, to: pipe, arriving: arrival) {
      schedule(.arrive, UInt64(pipe), at: arrival, in: simulation)
    }
    return name
  }

  @discardableResult
  public func cancel(_ flow: FlowID, in simulation: Simulation) -> Int? {
    guard let slot = shares.pointee.flows.find(flow) else { return nil }
    let row = shares.pointee.flows.rows[slot]
    switch row.stage {
    case .unused, .cancelled: return nil
    case .travelling:
      shares.pointee.flows.rows[slot].stage = .cancelled
      watch?.ended(slot, bytes: 0, isDelivered: false, at: time(in: simulation))
      return 0
    case .finished:
      // It ended at this instant and its receiver has not heard of it yet.
      shares.pointee.flows.rows[slot].stage = .cancelled
      return row.bytes
    case .arriving, .served:
      let arrived = shares.pointee.remove(slot, at: now(in: simulation))
      count(arrived, over: Int(row.route))
      watch?.ended(slot, bytes: arrived, isDelivered: false, at: time(in: simulation))
      askForEnd(in: simulation)
      return arrived
    }
  }

  func count(_ bytes: Int, over route: Int) {
    for link in shares.pointee.hops(of: route) { ledgers.rows[Int(link)].bytes += bytes }
  }

  // MARK: Events

  public func handle(_ event: Event, in simulation: Simulation) {
    switch Kind(rawValue: event.kind) {
    case .arrive: arrive(Int(event.value), in: simulation)
    case .complete:
      let group = Int(event.value >> 32)
      if shares.pointee.groups.rows[group].generation == UInt32(truncatingIfNeeded: event.value) {
        complete(group, in: simulation)
      }
    case .fail: fail(event.value, in: simulation)
    case .arriveAlone: arriveAlone(Int(event.value), in: simulation)
    case .replay:
      let claim = Int(event.value >> 32)
      if claims[claim]?.event == UInt32(truncatingIfNeeded: event.value) {
        replay(claim, in: simulation)
      }
    case nil: preconditionFailure("the network has no such event")
    }
  }

  private func arrive(_ pipe: Int, in simulation: Simulation) {
    let (now, rows) = (now(in: simulation), shares.pointee.flows.rows)
    while let slot = pipes.next(of: pipe, isDue: { rows[$0].activation <= now }) {
      arriveAlone(slot, in: simulation)
    }
  }

  private func arriveAlone(_ slot: Int, in simulation: Simulation) {
    if shares.pointee.flows.rows[slot].stage == .cancelled {
      shares.pointee.flows.release(slot)
    } else {
      activate(slot, in: simulation)
    }
  }

  func activate(_ slot: Int, in simulation: Simulation) {
    for link in shares.pointee.hops(of: Int(shares.pointee.flows.rows[slot].route)) {
      let ledger = ledgers.rows + Int(link)
      if ledger.pointee.isDown {
        shares.pointee.flows.rows[slot].stage = .finished
        watch?.ended(slot, bytes: 0, isDelivered: false, at: time(in: simulation))
        return scheduleFailure(of: slot, on: Int(link), in: simulation)
      }
      if ledger.pointee.claim >= 0, disturb(Int(link), with: .flow(slot), in: simulation) {
        return
      }
    }
    if let watch { watch.moves(slot, at: time(in: simulation)) }
    shares.pointee.activate(slot)
    askForEnd(in: simulation)
  }

  private func complete(_ group: Int, in simulation: Simulation) {
    shares.pointee.finish(group: group, at: now(in: simulation))
    askForEnd(in: simulation)
    for position in 0..<shares.pointee.finished.count {
      let slot = Int(shares.pointee.finished.rows[position])
      let row = shares.pointee.flows.rows[slot]
      count(row.bytes, over: Int(row.route))
      if let watch {
        watch.ended(
          slot, bytes: row.bytes, isDelivered: row.stage != .cancelled, at: time(in: simulation))
      }
      shares.pointee.flows.release(slot)
      if row.stage == .cancelled { continue }
      simulation.deliver(Delivery.arrival(tag: row.tag, lead: row.lead), to: row.receiver)
    }
  }

  /// Tells the receiver by an event of this instant, not from within whatever lost the flow.
  func scheduleFailure(of slot: Int, on link: Int, in simulation: Simulation) {
    schedule(
      .fail, UInt64(slot) << 32 | UInt64(link), at: now(in: simulation), in: simulation)
  }

  private func fail(_ value: UInt64, in simulation: Simulation) {
    let slot = Int(value >> 32)
    let row = shares.pointee.flows.rows[slot]
    shares.pointee.flows.release(slot)
    if row.stage == .cancelled { return }
    let link = LinkID(index: Int(UInt32(truncatingIfNeeded: value)))
    simulation.deliver(Delivery.loss(tag: row.tag, on: link), to: row.receiver)
  }
}
