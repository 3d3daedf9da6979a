import Simulation

/// Runs of collectives that repeat what is known of them.
///
/// Flows that share no link with others cannot notice them. So what a collective does to links that
/// are otherwise idle is known once it has been rehearsed (`RunMemory`): which rates when, and when
/// it ends. A collective that finds its links idle *claims* them and replays that: the total power
/// changes at the known times, which keeps it exact at every instant, and nothing else happens until
/// the end. The links' own ledgers follow then, or when they are asked for.
///
/// When another flow or a change comes to a claimed link, the replay is given up. What it skipped is
/// simulated after all, up to this instant, by the very code that would have done it in the first
/// place; then everything goes on as if there had been no replay.
extension FluidNetwork {
  /// Whether all links of a collective are idle, and in order.
  func areIdle(_ links: [Int32]) -> Bool {
    for link in links {
      let ledger = ledgers.rows + Int(link)
      if ledger.pointee.claim >= 0 || ledger.pointee.isDown { return false }
      if shares.pointee.links.rows[Int(link)].flows > 0 { return false }
    }
    return true
  }

  /// Claims a collective's idle links and begins to replay its run.
  ///
  /// - Returns: The number of the claim.
  func replay(
    _ collective: Collective, from memory: RunMemory, in simulation: Simulation
  ) -> Int {
    replays = replays == .max ? 1 : replays + 1
    let claim = LinkClaim(
      of: collective, memory: memory, start: simulation.now.nanoseconds, generation: replays)
    let number = freeClaims.popLast() ?? Int32(claims.count)
    if number == claims.count { claims.append(claim) } else { claims.rows[Int(number)] = claim }
    for link in collective.links { ledgers.rows[Int(link)].claim = number }
    applyInstants(Int(number), in: simulation)
    return Int(number)
  }

  /// Whether the collective still has the claim of this number.
  func has(_ collective: Collective, claim number: Int) -> Bool {
    number >= 0 && claims.rows[number].isTaken && claims.rows[number].collective === collective
  }

  /// Ends a claim.
  func release(_ number: Int) {
    claims.rows[number].isTaken = false
    claims.rows[number].generation = 0
    for link in claims.rows[number].collective.links { ledgers.rows[Int(link)].claim = -1 }
    freeClaims.append(Int32(truncatingIfNeeded: number))
  }

  /// Goes on with a replay at the time of its next change of power, or ends it.
  func goOn(withReplay number: Int, in simulation: Simulation) {
    let claim = claims.rows + number
    if simulation.now.nanoseconds - claim.pointee.start == claim.pointee.memory.duration {
      endReplay(number, in: simulation)
    } else {
      applyInstants(number, in: simulation)
    }
  }

  private func applyInstants(_ number: Int, in simulation: Simulation) {
    let claim = claims.rows + number
    let memory = claim.pointee.memory
    let elapsed = simulation.now.nanoseconds - claim.pointee.start
    var next = Int64.max
    while Int(claim.pointee.next) < memory.instants.count {
      let instant = memory.instants[Int(claim.pointee.next)]
      if instant.time > elapsed {
        next = instant.time
        break
      }
      meter?.shift(server: instant.server, used: instant.used, at: simulation.now)
      claim.pointee.next += 1
    }
    let name = UInt64(number) << 32 | UInt64(claim.pointee.generation)
    if memory.dated > elapsed {
      next = min(next, memory.dated)
    } else if !claim.pointee.isEndDated {
      claim.pointee.isEndDated = true
      ending.append(name)
      askForEnd(in: simulation)
    }
    if next < .max { schedule(.replay, name, at: claim.pointee.start + next, in: simulation) }
  }

  /// Schedules the ends of replays whose flows would have been dated at this instant, and when they
  /// would have been: at its end.
  func scheduleEnds(in simulation: Simulation) {
    if ending.isEmpty { return }
    for name in ending {
      let claim = claims.rows[Int(name >> 32)]
      if claim.generation != UInt32(truncatingIfNeeded: name) { continue }
      schedule(.replay, name, at: claim.start + claim.memory.duration, in: simulation)
    }
    ending.removeAll(keepingCapacity: true)
  }

  private func endReplay(_ number: Int, in simulation: Simulation) {
    let now = simulation.now.nanoseconds
    follow(number, before: now)
    if let watch { tell(watch, of: claims.rows[number], until: now) }
    let (collective, memory) = (claims.rows[number].collective, claims.rows[number].memory)
    release(number)
    bytesStarted += collective.schedule.totalBytes
    for (place, link) in collective.links.enumerated() {
      let ledger = ledgers.rows + Int(link)
      ledger.pointee.bytes += memory.carried[place]
      ledger.pointee.set(rate: 0, at: now, meter: meter)
    }
    collective.finishReplay(in: simulation)
  }

  /// Brings the ledgers of a replay's links up to a time.
  func follow(_ number: Int, before time: Int64) {
    let claim = claims.rows + number
    let (meter, ledgers, start) = (meter, ledgers.rows, claim.pointee.start)
    let (links, steps) = (claim.pointee.collective.links, claim.pointee.memory.steps)
    var next = Int(claim.pointee.followed)
    while next < steps.count, start + steps[next].time < time {
      let step = steps[next]
      ledgers[Int(links[Int(step.place)])].follow(
        rate: step.rate, at: start + step.time, meter: meter)
      next += 1
    }
    claim.pointee.followed = Int32(truncatingIfNeeded: next)
  }

  func followReplays(before time: SimTime) {
    if world == nil { return }
    for number in 0..<claims.count
    where claims.rows[number].isTaken {
      follow(number, before: time.nanoseconds)
    }
  }

  /// Bytes that replays under way have started, and carried over a link, up to now.
  func replayedBytes(at now: Int64) -> (started: Int, carried: [Int: Int]) {
    var started = 0
    var carried: [Int: Int] = [:]
    if world == nil { return (started, carried) }
    for position in 0..<claims.count {
      let claim = claims.rows[position]
      guard claim.isTaken else { continue }
      for (number, transfer) in claim.collective.schedule.transfers.enumerated() {
        if claim.start + claim.memory.starts[number] <= now { started += transfer.bytes }
        if claim.start + claim.memory.ends[number] <= now {
          for link in shares.pointee.hops(of: claim.collective.routes[number].index) {
            carried[Int(link), default: 0] += transfer.bytes
          }
        }
      }
    }
    return (started, carried)
  }
}
