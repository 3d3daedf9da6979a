import Simulation

/// What the runs of collectives are remembered by, and their rehearsals.
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
    if collective.schedule.transfers.count > RunShape.mostTransfers { return rehearse(collective) }
    let shape = shape(of: collective)
    if let known = memories[shape] { return known }
    let memory = rehearse(collective)
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

  /// Runs a collective on links of the same kind in a world that has nothing else.
  private func rehearse(_ collective: Collective) -> RunMemory {
    let memory = RunMemory()
    let world = Simulation()
    let stage = FluidNetwork(
      capacities: collective.links.map { shares.pointee.links.rows[Int($0)].capacity },
      rehearsal: memory)
    stage.join(world)
    for (place, link) in collective.links.enumerated() {
      places.rows[Int(link)] = Int32(truncatingIfNeeded: place)
    }
    memory.carried = Array(repeating: 0, count: collective.links.count)
    var numbers: [Int: RouteID] = [:]
    var routes: [RouteID] = []
    for (transfer, route) in zip(collective.schedule.transfers, collective.routes) {
      let path = shares.pointee.hops(of: route.index).map { Int(places.rows[Int($0)]) }
      for place in path { memory.carried[place] += transfer.bytes }
      let number = numbers[route.index] ?? RouteID(index: numbers.count)
      if number.index == numbers.count {
        numbers[route.index] = number
        let latency = shares.pointee.classes.rows[route.index].latency
        stage.add(route: path.map { LinkID(index: $0) }, latency: latency)
      }
      routes.append(number)
    }
    for link in collective.links { places.rows[Int(link)] = -1 }
    let performer = Collective(collective.schedule, over: routes, network: stage, in: world)
    performer.rehearse(in: world, into: memory)
    addUp(memory, of: collective.links)
    return memory
  }

  /// Finds when and how the total power changes in a run.
  private func addUp(_ memory: RunMemory, of links: [Int32]) {
    var rates = [Double](repeating: 0, count: links.count)
    for step in memory.steps {
      let energy = ledgers.rows[Int(links[Int(step.place)])].energy(meter: meter)
      let server = (step.rate - rates[Int(step.place)]) * energy.joulesPerByte
      let used = server * energy.usedShare
      rates[Int(step.place)] = step.rate
      if let last = memory.instants.last, last.time == step.time {
        memory.instants[memory.instants.count - 1].server += server
        memory.instants[memory.instants.count - 1].used += used
      } else {
        memory.instants.append(RunMemory.Instant(time: step.time, server: server, used: used))
      }
    }
    // At the end it is the links' ledgers that change it.
    memory.instants.removeAll {
      ($0.server == 0 && $0.used == 0) || $0.time >= memory.duration
    }
  }
}
