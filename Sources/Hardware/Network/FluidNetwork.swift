import Simulation

/// Transfers as fluid flows that share links max-min fairly.
///
/// A flow waits once for the latency of its route. Then it moves at a rate that no other flow's
/// could be raised for without lowering one that is no larger: every flow has a bottleneck link
/// that is full and on which no flow is faster. Rates change only when flows come or go.
///
/// - Flows of the same route always have the same rate, so they are one *class*. A class counts
///   the bytes that each of its flows has been served since the class began (virtual service); a
///   flow ends when that count reaches what it was at the flow's start plus the flow's size.
///   Settling a class is one multiplication, whatever the number of its flows.
/// - What came and went at one instant is solved once, at the end of the instant, and only for the
///   links connected with a change.
/// - A flow ends at the first whole nanosecond at which it has been served in full.
///
/// There are no hidden correction factors: protocol overhead is the links' `goodput`.
public final class FluidNetwork: Component {
  /// Names an interned route.
  public struct RouteID: Hashable, Sendable {
    let index: Int
  }

  private enum Kind: UInt32 {
    case activate = 0
    case complete = 1
  }

  private struct Flow {
    var route: Int
    var bytes: Int
    /// The class's virtual service at which it ends.
    var end = 0.0
    var receiver: ComponentID
    var tag: UInt64
  }

  public let topology: Topology
  private let meter: EnergyMeter?
  private var id: ComponentID?
  private var links: [LinkState]
  private var classes: [FlowClass] = []
  private var routes: [[LinkID]: Int] = [:]
  private var pairs: [UInt64: Int] = [:]
  private var flows: [Flow] = []
  private var freeFlows: [Int] = []
  private var dirty: [Int] = []
  private var solver = MaxMinSolver()
  /// Bytes handed to the network so far.
  public private(set) var bytesSent = 0

  /// - Parameter accounts: Where a link's energy goes, and its joules per byte.
  public init(
    topology: Topology, meter: EnergyMeter?,
    accounts: [LinkID: (account: EnergyMeter.Account, joulesPerByte: Double)] = [:]
  ) {
    self.topology = topology
    self.meter = meter
    links = topology.links.indices.map { index in
      var link = LinkState(capacity: topology.links[index].bytesPerSecond)
      if let account = accounts[LinkID(index: index)] {
        link.account = account.account
        link.joulesPerByte = account.joulesPerByte
      }
      return link
    }
  }

  /// Makes it a component of a simulation; once.
  public func join(_ simulation: Simulation) {
    precondition(id == nil, "a network belongs to one simulation")
    id = simulation.add(self)
  }

  /// The route between two different nodes.
  public func route(from source: NodeID, to target: NodeID) -> RouteID {
    let pair = UInt64(source.index) << 32 | UInt64(target.index)
    if let known = pairs[pair] { return RouteID(index: known) }
    let path = topology.route(from: source, to: target)
    precondition(!path.isEmpty, "a device does not send to itself over the network")
    let index: Int
    if let known = routes[path] {
      index = known
    } else {
      index = classes.count
      routes[path] = index
      let latency = path.reduce(SimDuration.zero) { $0 + topology.links[$1.index].latency }
      classes.append(FlowClass(links: path.map(\.index), latency: latency))
    }
    pairs[pair] = index
    return RouteID(index: index)
  }

  /// One-way latency of a route.
  public func latency(of route: RouteID) -> SimDuration { classes[route.index].latency }

  /// Starts a flow; `receiver` gets an event with `tag` as its value when it has been delivered.
  public func start(
    bytes: Int, over route: RouteID, receiver: ComponentID, tag: UInt64, in simulation: Simulation
  ) {
    guard let id else { preconditionFailure("the network is not part of a simulation") }
    let flow = Flow(route: route.index, bytes: bytes, receiver: receiver, tag: tag)
    let slot: Int
    if let free = freeFlows.popLast() {
      slot = free
      flows[slot] = flow
    } else {
      slot = flows.count
      flows.append(flow)
    }
    bytesSent += bytes
    simulation.schedule(
      Event(kind: Kind.activate.rawValue, value: UInt64(slot)), for: id,
      at: simulation.now + classes[route.index].latency)
  }

  /// Bytes delivered and time in use of every link, up to now.
  public func linkRecords(at time: SimTime) -> [LinkRecord] {
    links.indices.map { index in
      var link = links[index]
      link.settle(at: time.nanoseconds)
      return LinkRecord(
        link: topology.links[index].name, bytes: link.bytes,
        busy_s: Double(link.busyNanoseconds) * 1e-9)
    }
  }

  // MARK: Events

  public func handle(_ event: Event, in simulation: Simulation) {
    if event.kind == Kind.activate.rawValue {
      activate(Int(event.value), in: simulation)
    } else {
      let index = Int(event.value >> 32)
      if classes[index].generation == UInt32(truncatingIfNeeded: event.value) {
        completeFlows(of: index, in: simulation)
      }
    }
  }

  private func activate(_ slot: Int, in simulation: Simulation) {
    let index = flows[slot].route
    classes[index].settle(at: simulation.now.nanoseconds)
    flows[slot].end = classes[index].service + Double(flows[slot].bytes)
    classes[index].insert(slot, end: flows[slot].end)
    markChanged(index, joining: classes[index].count == 1, in: simulation)
  }

  private func completeFlows(of index: Int, in simulation: Simulation) {
    classes[index].settle(at: simulation.now.nanoseconds)
    // Served in full up to rounding: less than a nanosecond's worth is missing.
    let reached = classes[index].service + classes[index].rate * 1e-9
    while let slot = classes[index].popFinished(reached) {
      let flow = flows[slot]
      freeFlows.append(slot)
      for link in classes[index].links { links[link].bytes += flow.bytes }
      simulation.deliver(Event(kind: 0, value: flow.tag), to: flow.receiver)
    }
    if classes[index].count == 0 { classes[index].clear() }
    markChanged(index, joining: false, in: simulation)
  }

  private func markChanged(_ index: Int, joining: Bool, in simulation: Simulation) {
    for hop in classes[index].links.indices {
      let link = classes[index].links[hop]
      if joining {
        classes[index].places[hop] = links[link].classes.count
        links[link].classes.append((index, hop))
      } else if classes[index].count == 0 {
        let place = classes[index].places[hop]
        links[link].classes.swapAt(place, links[link].classes.count - 1)
        links[link].classes.removeLast()
        if place < links[link].classes.count {
          let moved = links[link].classes[place]
          classes[moved.index].places[moved.hop] = place
        }
      }
      if !links[link].isDirty {
        links[link].isDirty = true
        if dirty.isEmpty, let id { simulation.callAtEndOfInstant(id) }
        dirty.append(link)
      }
    }
  }

  /// Shares the capacity of every link that is connected with a change.
  public func endOfInstant(in simulation: Simulation) {
    let now = simulation.now.nanoseconds
    for start in dirty where links[start].isDirty {
      solver.solve(from: start, links: &links, classes: &classes)
      for index in solver.classes where classes[index].needsDate {
        classes[index].settle(at: now)
        classes[index].rate = classes[index].newRate
        classes[index].generation &+= 1
        guard let remaining = classes[index].leastRemaining else { continue }
        let wait = Int64((remaining / classes[index].rate * 1e9).rounded(.up))
        if let id {
          simulation.schedule(
            Event(
              kind: Kind.complete.rawValue,
              value: UInt64(index) << 32 | UInt64(classes[index].generation)),
            for: id, at: SimTime(nanoseconds: now + max(wait, 0)))
        }
      }
      for index in solver.links { updateLink(index, at: now) }
    }
    dirty.removeAll(keepingCapacity: true)
  }

  private func updateLink(_ index: Int, at now: Int64) {
    links[index].isDirty = false
    var rate = 0.0
    for (other, _) in links[index].classes {
      rate += classes[other].rate * Double(classes[other].count)
    }
    links[index].settle(at: now)
    links[index].isBusy = rate > 0
    if let meter, let account = links[index].account {
      meter.setPower(
        rate * links[index].joulesPerByte, of: account, at: SimTime(nanoseconds: now))
    }
  }
}
