import Simulation

/// The state of a fluid network without its events: which flows share which links at what rates.
///
/// - A *class* is all flows of one route; they always have one rate. A class counts the bytes that
///   each of its flows has been served since it last was empty (virtual service); a flow ends when
///   that count reaches what it was at the flow's start plus the flow's size. Settling a class is
///   one multiplication, whatever the number of its flows.
/// - A *group* is the classes and links that are connected by sharing. Nothing outside a group
///   can change its rates, so only groups with a change are solved, once at the end of an instant.
///   A class that empties and fills again within the instant changes nothing in its group's lists.
/// - The *crowd*, group 0, is all classes of groups that were too large for that. Of the crowd only
///   those are solved whose rates can change (`Crowd`).
struct FluidShares: ~Copyable {
  var classes = Flat<RouteClass>()
  var links = Flat<LinkLoad>()
  var hops = Flat<Int32>()
  /// For every hop, where its class stands in its link's list.
  var places = Flat<Int32>()
  var flows = FlowTable()
  var groups = Flat<FlowGroup>()
  var crowd = Crowd()
  var freeGroups = Flat<Int32>()

  /// What changed at an instant.
  struct Changes: ~Copyable {
    var dirty = Flat<Int32>()
    var joining = Flat<Int32>()
    var arrivals = Flat<Int32>()
    var crowded = Flat<Int32>()
    var crowdedLinks = Flat<Int32>()
  }

  var dirty = Flat<Int32>()
  var joining = Flat<Int32>()
  var arrivals = Flat<Int32>()

  // What the last call found.
  /// Groups with new rates or new ends.
  var solved = Flat<Int32>()
  /// Links that may have fallen idle.
  var released = Flat<Int32>()
  /// Flows that ended.
  var finished = Flat<Int32>()
  var loose = Flat<Int32>()
  var candidates = Flat<Int32>()

  init(capacities: [Double]) {
    groups.append(FlowGroup())
    for capacity in capacities { links.append(LinkLoad(capacity: capacity)) }
  }

  deinit {
    for link in 0..<links.count { links.rows[link].classes.free() }
    for group in 0..<groups.count {
      groups.rows[group].classes.free()
      groups.rows[group].links.free()
    }
  }

  /// Puts aside what changed at this instant, or takes it back.
  mutating func exchangeChanges(with other: inout Changes) {
    swap(&dirty, &other.dirty)
    swap(&joining, &other.joining)
    swap(&arrivals, &other.arrivals)
    swap(&crowd.changed, &other.crowded)
    swap(&crowd.changedLinks, &other.crowdedLinks)
  }

  /// Adds what had been put aside.
  mutating func mergeChanges(_ other: inout Changes) {
    exchangeChanges(with: &other)
    for index in 0..<other.dirty.count { dirty.append(other.dirty.rows[index]) }
    for index in 0..<other.joining.count { joining.append(other.joining.rows[index]) }
    for index in 0..<other.arrivals.count { arrivals.append(other.arrivals.rows[index]) }
    for index in 0..<other.crowded.count { crowd.changed.append(other.crowded.rows[index]) }
    for index in 0..<other.crowdedLinks.count {
      crowd.changedLinks.append(other.crowdedLinks.rows[index])
    }
  }

  /// Adds the class of a route; classes are numbered in this order.
  mutating func add(route: [LinkID], latency: Int64, pipe: Int) {
    classes.append(
      RouteClass(hops: hops.count..<hops.count + route.count, latency: latency, pipe: pipe))
    for link in route {
      hops.append(Int32(truncatingIfNeeded: link.index))
      places.append(-1)
    }
  }

  func hops(of route: Int) -> UnsafeBufferPointer<Int32> {
    let own = classes.rows[route].hops
    return UnsafeBufferPointer(start: hops.rows + own.lowerBound, count: own.count)
  }

  // MARK: Changes

  /// Lets a flow share from the end of this instant on.
  mutating func activate(_ slot: Int) {
    let flow = flows.rows + slot
    flow.pointee.stage = .arriving
    arrivals.append(Int32(truncatingIfNeeded: slot))
    changeCount(of: Int(flow.pointee.route), by: 1)
  }

  /// Takes out the flows of a group that end at this instant, into `finished`.
  mutating func finish(group: Int, at now: Int64) {
    finished.removeAll()
    if group == Crowd.group { return finishCrowd(at: now) }
    markDirty(group)
    let members = groups.rows[group].classes
    for position in 0..<members.count {
      guard let index = members.rows.map({ Int($0[position]) }) else { break }
      finish(class: index, at: now)
    }
  }

  /// Takes out the flows of a class that end at this instant.
  mutating func finish(class index: Int, at now: Int64) {
    let row = classes.rows + index
    // The nearest whole nanosecond; exact halves are early, whatever their last bits say.
    let service = row.pointee.service(at: now)
    // After months of virtual service a nanosecond's worth of bytes is less than a Double resolves.
    let limit = service + max(row.pointee.rate * 0.500_001e-9, 4 * service.ulp)
    while row.pointee.leastEnd <= limit {
      let slot = Int(row.pointee.root)
      let flow = flows.rows + slot
      flow.pointee.lead =
        row.pointee.rate > 0 ? (service - flow.pointee.end) / row.pointee.rate * 1e9 : 0
      flow.pointee.stage = .finished
      finished.append(Int32(truncatingIfNeeded: slot))
      removeFirst(of: index)
      changeCount(of: index, by: -1)
    }
  }

  /// Takes a flow out that has not finished, and returns the bytes of it that have arrived.
  mutating func remove(_ slot: Int, at now: Int64) -> Int {
    let flow = flows.rows + slot
    let index = Int(flow.pointee.route)
    if flow.pointee.stage == .arriving {
      flow.pointee.stage = .cancelled
      changeCount(of: index, by: -1)
      return 0
    }
    let missing = flow.pointee.end - classes.rows[index].service(at: now)
    let arrived = Int(flow.pointee.size - missing + 1e-6)
    flow.pointee.stage = .cancelled
    changeCount(of: index, by: -1)
    dropCancelled(of: index)
    return min(max(arrived, 0), flow.pointee.bytes)
  }

  /// Takes all flows off a link, into `finished`, with the bytes that have arrived as their bytes.
  mutating func takeAll(from link: Int, at now: Int64) {
    finished.removeAll()
    for position in 0..<arrivals.count {
      let slot = Int(arrivals.rows[position])
      let index = Int(flows.rows[slot].route)
      if flows.rows[slot].stage == .arriving, hops(of: index).contains(Int32(link)) {
        flows.rows[slot].stage = .finished
        flows.rows[slot].bytes = 0
        arrivals.rows[position] = -1
        finished.append(Int32(truncatingIfNeeded: slot))
        changeCount(of: index, by: -1)
      }
    }
    for entry in links.rows[link].classes.elements {
      let row = classes.rows + Int(entry.index)
      let service = row.pointee.service(at: now)
      while row.pointee.root >= 0 {
        let slot = Int(row.pointee.root)
        let flow = flows.rows + slot
        let arrived = Int(flow.pointee.size - (flow.pointee.end - service) + 1e-6)
        flow.pointee.bytes = min(max(arrived, 0), flow.pointee.bytes)
        flow.pointee.stage = .finished
        finished.append(Int32(truncatingIfNeeded: slot))
        removeFirst(of: Int(entry.index))
        changeCount(of: Int(entry.index), by: -1)
      }
    }
  }

  mutating func setCapacity(_ bytesPerSecond: Double, of link: Int) {
    links.rows[link].capacity = bytesPerSecond
    switch links.rows[link].group {
    case Crowd.number: crowd.changedLinks.append(Int32(truncatingIfNeeded: link))
    case let group where group >= 0: markDirty(Int(group))
    default: break
    }
  }

  private mutating func markDirty(_ group: Int) {
    if groups.rows[group].isDirty { return }
    groups.rows[group].isDirty = true
    dirty.append(Int32(truncatingIfNeeded: group))
  }

  private mutating func changeCount(of index: Int, by change: Int) {
    let row = classes.rows + index
    row.pointee.count += change
    for hop in row.pointee.hops {
      links.rows[Int(hops.rows[hop])].flows += change
    }
    if row.pointee.group == Crowd.number {
      markCrowded(index)
    } else if row.pointee.group >= 0 {
      markDirty(Int(row.pointee.group))
    } else if !row.pointee.isJoining {
      row.pointee.isJoining = true
      joining.append(Int32(truncatingIfNeeded: index))
    }
  }

  // MARK: The flows of a class

  /// Gives the flows that came at this instant their ends; the rates must be known.
  mutating func admitArrivals(at now: Int64) {
    for position in 0..<arrivals.count {
      let slot = Int(arrivals.rows[position])
      if slot < 0 { continue }
      let flow = flows.rows + slot
      if flow.pointee.stage != .arriving {
        flows.release(slot)
        continue
      }
      let row = classes.rows + Int(flow.pointee.route)
      if row.pointee.root < 0 { row.pointee.service = 0 } else { row.pointee.settle(at: now) }
      row.pointee.settled = now
      flow.pointee.stage = .served
      flow.pointee.end =
        row.pointee.service + flow.pointee.size - flow.pointee.lead * row.pointee.newRate * 1e-9
      row.pointee.root = flows.insert(slot, root: row.pointee.root)
      row.pointee.leastEnd = flows.rows[Int(row.pointee.root)].end
    }
    arrivals.removeAll()
  }

  private mutating func removeFirst(of index: Int) {
    let row = classes.rows + index
    row.pointee.root = flows.removeRoot(row.pointee.root)
    row.pointee.leastEnd =
      row.pointee.root < 0 ? .infinity : flows.rows[Int(row.pointee.root)].end
    dropCancelled(of: index)
  }

  /// A cancelled flow stays in its heap until it is the first.
  private mutating func dropCancelled(of index: Int) {
    let row = classes.rows + index
    while row.pointee.root >= 0, flows.rows[Int(row.pointee.root)].stage == .cancelled {
      let slot = Int(row.pointee.root)
      row.pointee.root = flows.removeRoot(row.pointee.root)
      row.pointee.leastEnd =
        row.pointee.root < 0 ? .infinity : flows.rows[Int(row.pointee.root)].end
      flows.release(slot)
    }
  }
}
