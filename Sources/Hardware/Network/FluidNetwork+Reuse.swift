import Simulation

/// Runs of collectives that repeat an earlier one.
///
/// Flows that share no link with others cannot notice them. So a collective that finds all its links
/// idle *claims* them and notes what it does to them: which rates when, and when it ends. The next
/// time that it, or another one of the same shape (`RunShape`), finds its links idle, the note is
/// replayed: the total power changes at the noted times, which keeps it exact at every instant, and
/// nothing else happens until the end. The links' own ledgers follow then, or when they are asked
/// for.
///
/// When another flow or a change comes to a claimed link, a note is given up. A replay too, and what
/// it skipped is simulated after all, up to this instant, by the very code that would have done it
/// in the first place; then everything goes on as if there had been no replay.
extension FluidNetwork {
  /// Claims the links for a run, to replay it or to note it; nil if that cannot be.
  ///
  /// If the memory is complete, the run is a replay, and the collective must start nothing.
  func claim(
    for collective: Collective, owner: ComponentID, memory: RunMemory, in simulation: Simulation
  ) -> Int? {
    // One note of a shape is enough.
    if memory.isBeingNoted { return nil }
    for link in collective.links {
      let ledger = ledgers.rows + Int(link)
      if ledger.pointee.claim >= 0 || ledger.pointee.isDown { return nil }
      if shares.pointee.links.rows[Int(link)].flows > 0 { return nil }
    }
    let claim = LinkClaim(
      of: collective, memory: memory, owner: owner, isReplay: memory.isComplete,
      start: simulation.now.nanoseconds)
    let number = freeClaims.popLast() ?? Int32(claims.count)
    if number == claims.count { claims.append(claim) } else { claims.rows[Int(number)] = claim }
    for (place, link) in collective.links.enumerated() {
      let ledger = ledgers.rows + Int(link)
      ledger.pointee.claim = number
      if memory.isComplete { continue }
      ledger.pointee.place = Int32(truncatingIfNeeded: place)
      ledger.pointee.noted = 0
    }
    if memory.isComplete {
      applyInstants(Int(number), in: simulation)
    } else {
      memory.isBeingNoted = true
      memory.steps.removeAll()
      memory.ends = Array(repeating: 0, count: collective.schedule.transfers.count)
    }
    return Int(number)
  }

  /// The claim of this number, if the collective still has it.
  func claim(_ number: Int, of collective: Collective) -> UnsafeMutablePointer<LinkClaim>? {
    guard number >= 0 else { return nil }
    let claim = claims.rows + number
    return claim.pointee.isTaken && claim.pointee.collective === collective ? claim : nil
  }

  /// Ends a claim without an outcome of its run.
  func release(_ number: Int) {
    let claim = claims.rows + number
    claim.pointee.isTaken = false
    claim.pointee.event = 0
    if !claim.pointee.isReplay { claim.pointee.memory.isBeingNoted = false }
    for link in claim.pointee.collective.links { ledgers.rows[Int(link)].claim = -1 }
    freeClaims.append(Int32(truncatingIfNeeded: number))
  }

  /// Notes a link's rate for the claim that it belongs to.
  func note(_ rate: Double, of link: Int, at now: Int64) {
    let ledger = ledgers.rows + link
    if ledger.pointee.claim < 0 || rate == ledger.pointee.noted { return }
    let claim = claims.rows + Int(ledger.pointee.claim)
    if claim.pointee.isReplay { return }
    ledger.pointee.noted = rate
    claim.pointee.memory.steps.append(
      RunMemory.Step(time: now - claim.pointee.start, place: ledger.pointee.place, rate: rate))
  }

  func isReplaying(_ link: Int) -> Bool {
    let claim = ledgers.rows[link].claim
    return claim >= 0 && claims.rows[Int(claim)].isReplay
  }

  // MARK: Replay

  /// Goes on with a replay at the time of its next change of power, or ends it.
  func replay(_ number: Int, in simulation: Simulation) {
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
    var next = memory.duration
    while Int(claim.pointee.next) < memory.instants.count {
      let instant = memory.instants[Int(claim.pointee.next)]
      if instant.time > elapsed {
        next = min(next, instant.time)
        break
      }
      meter?.shift(server: instant.server, used: instant.used, at: simulation.now)
      claim.pointee.next += 1
    }
    replays &+= 1
    claim.pointee.event = replays
    schedule(
      .replay, UInt64(number) << 32 | UInt64(replays), at: claim.pointee.start + next,
      in: simulation)
  }

  private func endReplay(_ number: Int, in simulation: Simulation) {
    let now = simulation.now.nanoseconds
    follow(number, before: now)
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
    where claims.rows[number].isTaken && claims.rows[number].isReplay {
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
      guard claim.isTaken && claim.isReplay else { continue }
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
