import Simulation

/// What the runs of collectives are remembered by, and how the memory is made.
extension FluidNetwork {
  /// The links of some routes, each once, in the order of their first use.
  func links(of routes: [RouteID]) -> [Int32] {
    var links: [Int32] = []
    for route in routes {
      for link in shares.pointee.hops(of: route.index) where places.rows[Int(link)] < 0 {
        places.rows[Int(link)] = Int32(truncatingIfNeeded: links.count)
        links.append(link)
      }
    }
    for link in links { places.rows[Int(link)] = -1 }
    return links
  }

  /// The memory that all collectives of this one's shape share, as the links are now.
  func memory(for collective: Collective) -> RunMemory {
    if collective.schedule.transfers.count > RunShape.mostTransfers { return RunMemory() }
    let shape = shape(of: collective)
    if let known = memories[shape] { return known }
    let memory = RunMemory()
    memories[shape] = memory
    return memory
  }

  private func shape(of collective: Collective) -> RunShape {
    var links: [Double] = []
    links.reserveCapacity(3 * collective.links.count)
    for (place, link) in collective.links.enumerated() {
      places.rows[Int(link)] = Int32(truncatingIfNeeded: place)
      let energy = ledgers.rows[Int(link)].energy(meter: meter)
      links.append(shares.pointee.links.rows[Int(link)].capacity)
      links.append(energy.joulesPerByte)
      links.append(energy.usedShare)
    }
    var routes: [Int64] = []
    routes.reserveCapacity(6 * collective.routes.count)
    for route in collective.routes {
      let hops = shares.pointee.hops(of: route.index)
      routes.append(shares.pointee.classes.rows[route.index].latency)
      routes.append(Int64(hops.count))
      for link in hops { routes.append(Int64(places.rows[Int(link)])) }
    }
    for link in collective.links { places.rows[Int(link)] = -1 }
    return RunShape(schedule: collective.schedule, links: links, routes: routes)
  }

  /// Completes the memory of a run that ends at this instant, undisturbed.
  func keep(_ number: Int, starts: [Int64], at now: Int64) {
    let claim = claims.rows[number]
    let (collective, memory) = (claim.collective, claim.memory)
    release(number)
    memory.duration = now - claim.start
    memory.starts = starts.map { $0 - claim.start }
    memory.carried = Array(repeating: 0, count: collective.links.count)
    memory.instants.removeAll()
    for (place, link) in collective.links.enumerated() {
      ledgers.rows[Int(link)].noted = 0
      places.rows[Int(link)] = Int32(truncatingIfNeeded: place)
    }
    for (transfer, route) in zip(collective.schedule.transfers, collective.routes) {
      for link in shares.pointee.hops(of: route.index) {
        memory.carried[Int(places.rows[Int(link)])] += transfer.bytes
      }
    }
    for link in collective.links { places.rows[Int(link)] = -1 }
    addUp(memory, of: collective.links)
    memory.isComplete = true
  }

  /// Finds when and how the total power changes in a run that is over.
  private func addUp(_ memory: RunMemory, of links: [Int32]) {
    for step in memory.steps {
      let ledger = ledgers.rows + Int(links[Int(step.place)])
      let energy = ledger.pointee.energy(meter: meter)
      let server = (step.rate - ledger.pointee.noted) * energy.joulesPerByte
      let used = server * energy.usedShare
      ledger.pointee.noted = step.rate
      if let last = memory.instants.last, last.time == step.time {
        memory.instants[memory.instants.count - 1].server += server
        memory.instants[memory.instants.count - 1].used += used
      } else {
        memory.instants.append(RunMemory.Instant(time: step.time, server: server, used: used))
      }
    }
    memory.instants.removeAll { $0.server == 0 && $0.used == 0 }
  }
}
