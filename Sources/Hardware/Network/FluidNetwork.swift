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
  @exclusivity(unchecked) var pipes = LatencyPipes()
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
  @exclusivity(unchecked) var claims = Flat<LinkClaim>()
  @exclusivity(unchecked) var freeClaims = Flat<Int32>()
  /// Where rates are noted, if this is a rehearsal.
  let rehearsal: RunMemory?
  /// Numbers the replays.
  @exclusivity(unchecked) var replays: UInt32 = 0
  /// Replays whose end is to be scheduled at the end of this instant, as their events name them.
  @exclusivity(unchecked) var ending: [UInt64] = []
  /// What runs are known to do, as the links are now.
  @exclusivity(unchecked) var memories: [RunShape: RunMemory] = [:]
  /// Where a link stands in a list of links, while one is looked at; -1 otherwise.
  let places: Flat<Int32>
  /// Flows that come to links with a replay at this instant.
  @exclusivity(unchecked) var waiting: [Int32] = []
  /// While what a replay skipped is simulated.
  @exclusivity(unchecked) var past: SkippedPast?
  private(set) weak var world: Simulation?
  @exclusivity(unchecked) public var watch: FlowWatch?

  /// - Parameter accounts: Where a link's energy goes, and its joules per byte.
  public convenience init(
    topology: Topology, meter: EnergyMeter?,
    accounts: [LinkID: (account: EnergyMeter.Account, joulesPerByte: Double)] = [:]
  ) {
    self.init(
      topology: topology, capacities: topology.links.map(\.bytesPerSecond), meter: meter,
      accounts: accounts, rehearsal: nil)
  }

  /// A network for a rehearsal: links of these capacities, to which routes are added by hand.
  convenience init(capacities: [Double], rehearsal: RunMemory) {
    self.init(
      topology: Topology(), capacities: capacities, meter: nil, accounts: [:],
      rehearsal: rehearsal)
  }

  private init(
    topology: Topology, capacities: [Double], meter: EnergyMeter?,
    accounts: [LinkID: (account: EnergyMeter.Account, joulesPerByte: Double)],
    rehearsal: RunMemory?
  ) {
    self.topology = topology
    self.meter = meter
    self.rehearsal = rehearsal
    routes = RouteTable(topology)
    shares = .allocate(capacity: 1)
    shares.initialize(to: FluidShares(capacities: capacities))
    var ledgers = Flat<LinkLedger>(capacity: capacities.count)
    var places = Flat<Int32>(capacity: capacities.count)
    for link in capacities.indices {
      ledgers.append(LinkLedger(accounts[LinkID(index: link)]))
      places.append(-1)
    }
    self.ledgers = ledgers
    self.places = places
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
    guard let world, claims.count > 0 else { return bytesStarted }
    return bytesStarted + replayedBytes(at: world.now.nanoseconds).started
  }

  /// This instant, or that of the past that is being simulated.
  func now(in simulation: Simulation) -> Int64 { past?.time ?? simulation.now.nanoseconds }

  public func route(from source: NodeID, to target: NodeID) -> RouteID {
    var path: [LinkID]?
    let number = routes.number(from: source, to: target) { path = $0 }
    if let path {
      watch?.foundRoute(from: source, to: target, links: path.count)
      let latency = routes.latencies[number].nanoseconds
      shares.pointee.add(route: path, latency: latency, pipe: pipes.number(of: latency))
    }
    return RouteID(index: number)
  }

  /// Adds a route of a rehearsal.
  func add(route: [LinkID], latency: Int64) {
    shares.pointee.add(route: route, latency: latency, pipe: pipes.number(of: latency))
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
    let route = shares.pointee.classes.rows + message.route.index
    let latency = route.pointee.latency
    if watch != nil { tellStart(of: slot, latency: latency, in: simulation) }
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
    let pipe = Int(route.pointee.pipe)
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
      watch?.ended(slot, bytes: 0, hasMoved: false, isDelivered: false, at: time(in: simulation))
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
}
