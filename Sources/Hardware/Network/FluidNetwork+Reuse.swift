import Simulation

/// Runs of collectives that repeat an earlier one.
///
/// Flows that share no link with others cannot notice them. So a collective that finds all its links
/// idle *claims* them and notes what it does to them: which rates when, and when it ends. The next
/// time it finds them idle and the links as they were, the note is replayed: the total power changes
/// at the noted times, which keeps it exact at every instant, and nothing else happens until the
/// end. The links' own ledgers follow then, or when they are asked for.
///
/// When another flow or a change comes to a claimed link, a note is given up. A replay too, and what
/// it skipped is simulated after all, up to this instant, by the very code that would have done it
/// in the first place; then everything goes on as if there had been no replay.
extension FluidNetwork {
  /// What waits for the end of the instant, because it comes to links with a replay.
  enum Disturbance {
    case flow(Int)
    case change(LinkID, LinkChange)
  }

  // MARK: Begin and end

  /// Claims the links for a run; false if they are not idle.
  ///
  /// With a memory that holds, the run is a replay, and the collective must start nothing.
  func claim(
    _ links: [Int32], for collective: Collective, owner: ComponentID, memory: RunMemory?,
    in simulation: Simulation
  ) -> LinkClaim? {
    guard reusesRuns else { return nil }
    for link in links {
      let ledger = ledgers.rows + Int(link)
      if ledger.pointee.claim >= 0 || ledger.pointee.isDown { return nil }
      if shares.pointee.links.rows[Int(link)].flows > 0 { return nil }
    }
    let usable = memory.flatMap { $0.version == version ? $0 : nil }
    let now = simulation.now.nanoseconds
    let claim = LinkClaim(
      collective, owner: owner, links: links, start: now, isReplay: usable != nil,
      memory: usable ?? RunMemory(version: version))
    let number = freeClaims.popLast() ?? claims.count
    if number == claims.count { claims.append(nil) }
    claims[number] = claim
    for link in links {
      ledgers.rows[Int(link)].claim = Int32(truncatingIfNeeded: number)
      ledgers.rows[Int(link)].noted = 0
    }
    if claim.isReplay {
      falling.append(contentsOf: links)
      applySteps(number, in: simulation)
    }
    return claim
  }

  /// Ends a claim without a replay's outcome; false if it had ended before.
  @discardableResult
  func release(_ claim: LinkClaim) -> Bool {
    guard let first = claim.links.first else { return false }
    let number = Int(ledgers.rows[Int(first)].claim)
    guard number >= 0, claims[number] === claim else { return false }
    for link in claim.links { ledgers.rows[Int(link)].claim = -1 }
    claims[number] = nil
    freeClaims.append(number)
    return true
  }

  /// Notes a link's rate for the claim that it belongs to.
  func note(_ rate: Double, of link: Int, at now: Int64) {
    let ledger = ledgers.rows + link
    guard ledger.pointee.claim >= 0, rate != ledger.pointee.noted,
      let claim = claims[Int(ledger.pointee.claim)], !claim.isReplay
    else { return }
    ledger.pointee.noted = rate
    claim.memory.steps.append(
      RunMemory.Step(
        time: now - claim.start, link: Int32(truncatingIfNeeded: link), rate: rate))
  }

  func isReplaying(_ link: Int) -> Bool {
    let claim = ledgers.rows[link].claim
    return claim >= 0 && claims[Int(claim)]?.isReplay == true
  }

  // MARK: Replay

  /// Goes on with a replay at the time of its next steps, or ends it.
  func replay(_ number: Int, in simulation: Simulation) {
    guard let claim = claims[number] else { return }
    if simulation.now.nanoseconds - claim.start == claim.memory.duration {
      endReplay(claim, in: simulation)
    } else {
      applySteps(number, in: simulation)
    }
  }

  private func applySteps(_ number: Int, in simulation: Simulation) {
    guard let claim = claims[number] else { return }
    let elapsed = simulation.now.nanoseconds - claim.start
    var next = claim.memory.duration
    let instants = claim.memory.instants
    while claim.next < instants.count {
      let instant = instants[claim.next]
      if instant.time > elapsed {
        next = min(next, instant.time)
        break
      }
      shifts.append((number, instant.server, instant.used))
      claim.next += 1
    }
    askForEnd(in: simulation)
    replays &+= 1
    claim.event = replays
    schedule(
      .replay, UInt64(number) << 32 | UInt64(replays), at: claim.start + next, in: simulation)
  }

  private func endReplay(_ claim: LinkClaim, in simulation: Simulation) {
    follow(claim, before: simulation.now.nanoseconds)
    release(claim)
    for (number, transfer) in claim.collective.schedule.transfers.enumerated() {
      bytesStarted += transfer.bytes
      count(transfer.bytes, over: claim.collective.routes[number].index)
    }
    if let watch { tell(watch, of: claim, until: simulation.now.nanoseconds) }
    falling.append(contentsOf: claim.links)
    askForEnd(in: simulation)
    claim.collective.finishReplay(in: simulation)
  }

  /// Tells of the messages that a replay stands for, in the order of their ends.
  private func tell(_ watch: FlowWatch, of claim: LinkClaim, until time: Int64) {
    let (memory, collective) = (claim.memory, claim.collective)
    for number in memory.ends.indices.sorted(by: { memory.ends[$0] < memory.ends[$1] })
    where claim.start + memory.ends[number] <= time {
      let route = collective.routes[number]
      let start = claim.start + memory.starts[number]
      watch.replayed(
        over: route.index, for: claim.owner, bytes: collective.schedule.transfers[number].bytes,
        started: SimTime(nanoseconds: start),
        firstByte: SimTime(nanoseconds: start) + latency(of: route),
        ended: SimTime(nanoseconds: claim.start + memory.ends[number]))
    }
  }

  public func tellOfEnded(at time: SimTime) {
    guard let watch else { return }
    for case .some(let claim) in claims where claim.isReplay {
      tell(watch, of: claim, until: time.nanoseconds)
    }
  }

  /// Changes the power as replays do at this instant.
  func applyShifts(at now: Int64) {
    let meter = meter
    let (ledgers, links) = (ledgers.rows, shares.pointee.links.rows)
    // Links whose replay ends fall idle, and so do those whose replay begins with nothing on them.
    for link in falling where links[Int(link)].flows == 0 {
      ledgers[Int(link)].set(rate: 0, at: now, meter: meter)
    }
    for shift in shifts {
      meter?.shift(server: shift.server, used: shift.used, at: SimTime(nanoseconds: now))
    }
    falling.removeAll(keepingCapacity: true)
    shifts.removeAll(keepingCapacity: true)
  }

  /// Brings the ledgers of a replay's links up to a time.
  private func follow(_ claim: LinkClaim, before time: Int64) {
    let (meter, ledgers, steps) = (meter, ledgers.rows, claim.memory.steps)
    var next = claim.followed
    while next < steps.count, claim.start + steps[next].time < time {
      let step = steps[next]
      ledgers[Int(step.link)].follow(
        rate: step.rate, at: claim.start + step.time, meter: meter)
      next += 1
    }
    claim.followed = next
  }

  func followReplays(before time: SimTime) {
    for case .some(let claim) in claims where claim.isReplay {
      follow(claim, before: time.nanoseconds)
    }
  }

  /// Finds when and how the total power changes in a run that is over.
  func addUp(_ memory: inout RunMemory, of links: [Int32]) {
    for link in links { ledgers.rows[Int(link)].noted = 0 }
    for step in memory.steps {
      let ledger = ledgers.rows + Int(step.link)
      let change = ledger.pointee.powerChange(to: step.rate, meter: meter)
      ledger.pointee.noted = step.rate
      if let last = memory.instants.last, last.time == step.time {
        memory.instants[memory.instants.count - 1].server += change.server
        memory.instants[memory.instants.count - 1].used += change.used
      } else {
        memory.instants.append(
          RunMemory.Instant(time: step.time, server: change.server, used: change.used))
      }
    }
    memory.instants.removeAll { $0.server == 0 && $0.used == 0 }
  }

  /// Bytes that replays under way have started, and carried over a link, up to now.
  func replayedBytes(at now: Int64) -> (started: Int, carried: [Int: Int]) {
    var started = 0
    var carried: [Int: Int] = [:]
    for case .some(let claim) in claims where claim.isReplay {
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

  // MARK: Disturbance

  /// Deals with something that comes to a link; true if it must wait for the end of the instant.
  func disturb(_ link: Int, with disturbance: Disturbance, in simulation: Simulation) -> Bool {
    let number = Int(ledgers.rows[link].claim)
    guard number >= 0, let claim = claims[number] else { return false }
    if case .flow(let slot) = disturbance,
      shares.pointee.flows.rows[slot].receiver == claim.owner
    {
      return false
    }
    if !claim.isReplay {
      release(claim)
      return false
    }
    disturbances.append(disturbance)
    askForEnd(in: simulation)
    return true
  }

  /// Gives up the replays that were disturbed at this instant; true if there were any.
  func resolveDisturbances(in simulation: Simulation) -> Bool {
    if disturbances.isEmpty { return false }
    let all = disturbances
    disturbances.removeAll(keepingCapacity: true)
    for disturbance in all {
      let touched: [Int]
      switch disturbance {
      case .change(let link, _): touched = [link.index]
      case .flow(let slot):
        touched = shares.pointee.hops(of: Int(shares.pointee.flows.rows[slot].route)).map {
          Int($0)
        }
      }
      for link in touched where isReplaying(link) {
        if let claim = claims[Int(ledgers.rows[link].claim)] { giveUp(claim, in: simulation) }
      }
    }
    for disturbance in all {
      switch disturbance {
      case .change(let link, let change): self.change(link, change, in: simulation)
      case .flow(let slot):
        if shares.pointee.flows.rows[slot].stage == .cancelled {
          shares.pointee.flows.release(slot)
        } else {
          activate(slot, in: simulation)
        }
      }
    }
    askForEnd(in: simulation)
    return true
  }

  /// Ends a replay at this instant and simulates what it skipped.
  func giveUp(_ claim: LinkClaim, in simulation: Simulation) {
    // What happens at this instant comes from the flows.
    let number = claim.links.first.map { Int(ledgers.rows[Int($0)].claim) }
    guard release(claim) else { return }
    shifts.removeAll { $0.claim == number }
    follow(claim, before: simulation.now.nanoseconds)
    // What changed elsewhere at this instant is none of the past's business.
    var pending = FluidShares.Changes()
    shares.pointee.exchangeChanges(with: &pending)
    past = SkippedPast(from: claim.start)
    claim.collective.beginTransfers(in: simulation)
    let limit = simulation.now.nanoseconds
    // Everything before this instant; its own events happen in the present.
    while let time = past?.time, time < limit {
      if past?.isEndAsked == true, past?.nextTime.map({ $0 > time }) ?? true {
        past?.isEndAsked = false
        share(at: time, in: simulation)
        continue
      }
      guard let (next, event) = past?.next(before: limit) else { break }
      past?.time = next
      handle(event, in: simulation)
    }
    let rest = past
    past = nil
    if rest?.isEndAsked == true { askForEnd(in: simulation) }
    var left = rest
    while let (time, event) = left?.next(before: .max) {
      if let id { simulation.schedule(event, for: id, at: SimTime(nanoseconds: time)) }
    }
    // Changes of the past's last instant, if that is this one, join those of the present.
    shares.pointee.mergeChanges(&pending)
  }
}
