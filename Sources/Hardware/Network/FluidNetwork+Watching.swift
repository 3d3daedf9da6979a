import Simulation

/// What a watch is told, also of messages that are not simulated, as their collective repeats itself.
extension FluidNetwork {
  /// This instant, or that of the past that is being simulated.
  func time(in simulation: Simulation) -> SimTime {
    SimTime(nanoseconds: now(in: simulation))
  }

  // Not inlined, and called only if there is a watch: the hot path counts no references and copies
  // no rows for it.

  /// The first byte of a message moves when its latency is over.
  @inline(never)
  func tellStart(of slot: Int, latency: Int64, in simulation: Simulation) {
    let row = shares.pointee.flows.rows[slot]
    let now = time(in: simulation)
    watch?.started(
      slot, over: Int(row.route), for: row.receiver, at: now,
      firstByte: now + SimDuration(nanoseconds: latency))
  }

  @inline(never)
  func tellEnd(of slot: Int, in simulation: Simulation) {
    let row = shares.pointee.flows.rows[slot]
    watch?.ended(
      slot, bytes: row.bytes, isDelivered: row.stage != .cancelled, at: time(in: simulation))
  }

  /// Tells of the messages that a replay stands for, in the order of their ends.
  func tell(_ watch: FlowWatch, of claim: LinkClaim, until time: Int64) {
    let (memory, collective) = (claim.memory, claim.collective)
    guard let owner = collective.id else { return }
    for number in memory.ends.indices.sorted(by: { memory.ends[$0] < memory.ends[$1] })
    where claim.start + memory.ends[number] <= time {
      let route = collective.routes[number]
      let start = claim.start + memory.starts[number]
      watch.replayed(
        over: route.index, for: owner, bytes: collective.schedule.transfers[number].bytes,
        started: SimTime(nanoseconds: start),
        firstByte: SimTime(nanoseconds: start) + latency(of: route),
        ended: SimTime(nanoseconds: claim.start + memory.ends[number]))
    }
  }

  public func tellOfEnded(at time: SimTime) {
    guard let watch, world != nil else { return }
    for number in 0..<claims.count where claims.rows[number].isTaken {
      tell(watch, of: claims.rows[number], until: time.nanoseconds)
    }
  }
}
