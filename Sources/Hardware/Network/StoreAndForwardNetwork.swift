import Simulation

/// Messages that cross one link after the other, each whole, and wait in line at each.
///
/// A link sends one message at a time at its full rate, first come, first served. A message enters
/// the next link of its route when all of it has crossed one link and that link's latency. Alone it
/// takes the sum over its links of size / rate + latency.
///
/// It serves where sharing is not fair: one output queue per link, no congestion control.
public final class StoreAndForwardNetwork: Network {
  private enum Kind: UInt32 {
    case sent = 0
    case reached = 1
    case fail = 2
  }

  public let topology: Topology
  private let meter: EnergyMeter?
  private var id: ComponentID?
  private var routes: RouteTable
  private var paths: [[LinkID]] = []
  private var lines: [LinkLine]
  private var ledgers: [LinkLedger]
  private var rows: [MessageRow] = []
  private var free: [Int] = []
  public private(set) var bytesSent = 0
  public var watch: FlowWatch?

  /// - Parameter accounts: Where a link's energy goes, and its joules per byte.
  public init(
    topology: Topology, meter: EnergyMeter?,
    accounts: [LinkID: (account: EnergyMeter.Account, joulesPerByte: Double)] = [:]
  ) {
    self.topology = topology
    self.meter = meter
    routes = RouteTable(topology)
    lines = topology.links.map { LinkLine(bytesPerSecond: $0.bytesPerSecond, latency: $0.latency) }
    ledgers = topology.links.indices.map { LinkLedger(accounts[LinkID(index: $0)]) }
  }

  /// Makes it a component of a simulation; once.
  public func join(_ simulation: Simulation) {
    precondition(id == nil, "a network belongs to one simulation")
    id = simulation.add(self)
  }

  public func route(from source: NodeID, to target: NodeID) -> RouteID {
    var path: [LinkID]?
    let number = routes.number(from: source, to: target) { path = $0 }
    if let path {
      paths.append(path)
      watch?.foundRoute(from: source, to: target, links: path.count)
    }
    return RouteID(index: number)
  }

  public func linkRecords(at time: SimTime) -> [LinkRecord] {
    topology.links.indices.map { ledgers[$0].record(of: topology.links[$0].name, at: time) }
  }

  /// Messages under way at the end of a run have put bytes on links as well.
  public func tellOfEnded(at time: SimTime) {
    guard let watch else { return }
    for (slot, row) in rows.enumerated() where [.queued, .travelling].contains(row.stage) {
      watch.ended(
        slot, bytes: 0, linkBytes: row.crossedBytes, isDelivered: false, at: time)
    }
  }

  // MARK: Messages

  @discardableResult
  public func start(_ message: Message, in simulation: Simulation) -> FlowID {
    bytesSent += message.bytes
    let slot: Int
    if let reused = free.popLast() {
      slot = reused
      rows[slot] = MessageRow(message: message, generation: rows[slot].generation &+ 1)
    } else {
      slot = rows.count
      rows.append(MessageRow(message: message, generation: 0))
    }
    watch?.started(
      slot, over: message.route.index, for: message.receiver, at: simulation.now)
    enter(slot, in: simulation)
    return FlowID(slot: UInt32(slot), generation: rows[slot].generation)
  }

  @discardableResult
  public func cancel(_ flow: FlowID, in simulation: Simulation) -> Int? {
    let slot = Int(flow.slot)
    guard slot < rows.count, rows[slot].generation == flow.generation else { return nil }
    let row = rows[slot]
    switch row.stage {
    case .unused, .cancelled: return nil
    case .travelling, .lost:
      rows[slot].stage = .cancelled  // Its event is still to come and frees the row.
      watch?.ended(
        slot, bytes: 0, linkBytes: row.crossedBytes, isDelivered: false, at: simulation.now)
      return 0
    case .queued:
      let path = paths[row.message.route.index]
      let link = path[row.hop].index
      var sent = 0
      if lines[link].slots.first == slot {
        sent = countSent(on: link, at: simulation.now.nanoseconds)
        lines[link].slots.removeFirst()
        release(slot)
        sendNext(on: link, lead: 0, in: simulation)
      } else {
        lines[link].slots.remove(slot)
        release(slot)
      }
      let arrived = row.hop == path.count - 1 ? sent : 0
      watch?.ended(
        slot, bytes: arrived, linkBytes: row.crossedBytes + sent, isDelivered: false,
        at: simulation.now)
      return arrived
    }
  }

  public func change(_ link: LinkID, _ change: LinkChange, in simulation: Simulation) {
    let (index, now) = (link.index, simulation.now.nanoseconds)
    switch change {
    case .recovers: ledgers[index].isDown = false
    case .rate(let rate):
      precondition(rate.bytesPerSecond > 0, "a link without capacity is a failed one")
      let left = lines[index].unsent(at: now)
      lines[index].bytesPerSecond = rate.bytesPerSecond
      if lines[index].slots.first != nil { send(left, on: index, lead: 0, in: simulation) }
    case .fails:
      ledgers[index].isDown = true
      var sent = lines[index].slots.first == nil ? 0 : countSent(on: index, at: now)
      while let slot = lines[index].slots.first {
        lines[index].slots.removeFirst()
        let isLast = rows[slot].hop == paths[rows[slot].message.route.index].count - 1
        lose(slot, on: index, sent: sent, arrived: isLast ? sent : 0, in: simulation)
        sent = 0
      }
      sendNext(on: index, lead: 0, in: simulation)
    }
  }

  private func countSent(on link: Int, at now: Int64) -> Int {
    guard let slot = lines[link].slots.first else { return 0 }
    let message = rows[slot].message
    let sent = Int(message.size - lines[link].unsent(at: now) + 1e-6)
    let bytes = min(max(sent, 0), message.bytes)
    ledgers[link].bytes += bytes
    return bytes
  }

  private func release(_ slot: Int) {
    rows[slot].stage = .unused
    free.append(slot)
  }

  // MARK: Links

  /// Puts a message in line for the next link of its route.
  private func enter(_ slot: Int, in simulation: Simulation) {
    let link = paths[rows[slot].message.route.index][rows[slot].hop].index
    if ledgers[link].isDown { return lose(slot, on: link, in: simulation) }
    rows[slot].stage = .queued
    let isIdle = lines[link].slots.first == nil
    lines[link].slots.append(slot)
    if isIdle { sendNext(on: link, lead: rows[slot].message.lead, in: simulation) }
  }

  private func sendNext(on link: Int, lead: Double, in simulation: Simulation) {
    if let slot = lines[link].slots.first {
      watch?.moves(slot, at: simulation.now)
      send(rows[slot].message.size, on: link, lead: lead, in: simulation)
    } else {
      lines[link].generation &+= 1
      ledgers[link].set(rate: 0, at: simulation.now.nanoseconds, meter: meter)
    }
  }

  /// Sends what is left of the first message in line, as if begun `lead` ns ago.
  private func send(_ left: Double, on link: Int, lead: Double, in simulation: Simulation) {
    let now = simulation.now.nanoseconds
    lines[link].left = left
    lines[link].since = now
    lines[link].lead = lead
    lines[link].generation &+= 1
    ledgers[link].set(rate: lines[link].bytesPerSecond, at: now, meter: meter)
    let wait = left / lines[link].bytesPerSecond * 1e9 - lead
    // Exact halves are early, whatever their last bits say.
    let end = now + Int64(max((wait - 0.500_000_5).rounded(.up), 0))
    let value = UInt64(link) << 32 | UInt64(lines[link].generation)
    schedule(.sent, value, at: end, in: simulation)
  }

  // MARK: Events

  public func handle(_ event: Event, in simulation: Simulation) {
    let high = Int(event.value >> 32)
    switch Kind(rawValue: event.kind) {
    case .sent:
      if lines[high].generation == UInt32(truncatingIfNeeded: event.value) {
        sent(on: high, in: simulation)
      }
    case .reached: reach(Int(event.value), in: simulation)
    case .fail:
      let row = rows[high]
      release(high)
      if row.stage == .cancelled { return }
      let link = LinkID(index: Int(UInt32(truncatingIfNeeded: event.value)))
      simulation.deliver(
        Delivery.loss(tag: row.message.tag, on: link), to: row.message.receiver)
    case nil: preconditionFailure("the network has no such event")
    }
  }

  private func sent(on link: Int, in simulation: Simulation) {
    guard let slot = lines[link].slots.first else { return }
    let (line, now) = (lines[link], simulation.now.nanoseconds)
    // How long before this instant the last byte was really sent.
    let wait = line.left / line.bytesPerSecond * 1e9
    let lead = min(max(Double(now - line.since) + line.lead - wait, -0.5), 0.5)
    ledgers[link].bytes += rows[slot].message.bytes
    lines[link].slots.removeFirst()
    sendNext(on: link, lead: lead, in: simulation)
    rows[slot].message.lead = lead
    rows[slot].stage = .travelling
    rows[slot].hop += 1
    if line.latency == .zero {
      reach(slot, in: simulation)
    } else {
      schedule(
        .reached, UInt64(slot), at: now + line.latency.nanoseconds, in: simulation)
    }
  }

  private func reach(_ slot: Int, in simulation: Simulation) {
    let row = rows[slot]
    if row.stage == .cancelled {
      release(slot)
    } else if row.hop < paths[row.message.route.index].count {
      enter(slot, in: simulation)
    } else {
      release(slot)
      watch?.ended(slot, bytes: row.message.bytes, isDelivered: true, at: simulation.now)
      simulation.deliver(
        Delivery.arrival(tag: row.message.tag, lead: row.message.lead), to: row.message.receiver)
    }
  }

  private func lose(
    _ slot: Int, on link: Int, sent: Int = 0, arrived: Int = 0, in simulation: Simulation
  ) {
    rows[slot].stage = .lost
    watch?.ended(
      slot, bytes: arrived, linkBytes: rows[slot].crossedBytes + sent, isDelivered: false,
      at: simulation.now)
    schedule(
      .fail, UInt64(slot) << 32 | UInt64(link), at: simulation.now.nanoseconds, in: simulation)
  }

  private func schedule(
    _ kind: Kind, _ value: UInt64, at time: Int64, in simulation: Simulation
  ) {
    guard let id else { preconditionFailure("the network is not part of a simulation") }
    simulation.schedule(
      Event(kind: kind.rawValue, value: value), for: id, at: SimTime(nanoseconds: time))
  }
}
