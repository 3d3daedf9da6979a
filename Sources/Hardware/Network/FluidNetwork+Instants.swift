import Simulation

/// What changes rates: changed links, and the end of every instant at which something changed.
extension FluidNetwork {
  public func change(_ link: LinkID, _ change: LinkChange, in simulation: Simulation) {
    giveUpReplay(on: link.index, in: simulation)
    version += 1
    memories.removeAll()
    switch change {
    case .rate(let rate):
      precondition(rate.bytesPerSecond > 0, "a link without capacity is a failed one")
      shares.pointee.setCapacity(rate.bytesPerSecond, of: link.index)
      askForEnd(in: simulation)
    case .recovers:
      ledgers.rows[link.index].isDown = false
    case .fails:
      ledgers.rows[link.index].isDown = true
      shares.pointee.takeAll(from: link.index, at: now(in: simulation))
      askForEnd(in: simulation)
      for position in 0..<shares.pointee.finished.count {
        let slot = Int(shares.pointee.finished.rows[position])
        count(
          shares.pointee.flows.rows[slot].bytes, over: Int(shares.pointee.flows.rows[slot].route))
        watch?.ended(
          slot, bytes: shares.pointee.flows.rows[slot].bytes, isDelivered: false,
          at: simulation.now)
        scheduleFailure(of: slot, on: link.index, in: simulation)
      }
    }
  }

  public func endOfInstant(in simulation: Simulation) {
    isEndAsked = false
    // If there were any, this instant has more events, and another end.
    if admitWaiting(in: simulation) { return }
    share(at: simulation.now.nanoseconds, in: simulation)
    scheduleEnds(in: simulation)
  }

  /// Shares the capacity of every link that is connected with a change.
  func share(at now: Int64, in simulation: Simulation) {
    shares.pointee.share(at: now)
    for position in 0..<shares.pointee.solved.count {
      let group = Int(shares.pointee.solved.rows[position])
      let row = shares.pointee.groups.rows[group]
      for link in row.links.elements {
        set(shares.pointee.links.rows[Int(link)].used, of: Int(link), at: now)
      }
      if row.due < .max {
        schedule(
          .complete, UInt64(group) << 32 | UInt64(row.generation), at: row.due, in: simulation)
        shares.pointee.groups.rows[group].dated = now
      }
    }
    for position in 0..<shares.pointee.crowd.links.count {
      let link = Int(shares.pointee.crowd.links.rows[position])
      if shares.pointee.links.rows[link].flows > 0 {
        set(shares.pointee.links.rows[link].used, of: link, at: now)
      }
    }
    if shares.pointee.crowd.isDueChanged {
      shares.pointee.crowd.isDueChanged = false
      let row = shares.pointee.groups.rows[Crowd.group]
      if row.due < .max {
        schedule(.complete, UInt64(row.generation), at: row.due, in: simulation)
        shares.pointee.groups.rows[Crowd.group].dated = now
      }
    }
    for position in 0..<shares.pointee.released.count {
      let link = Int(shares.pointee.released.rows[position])
      if shares.pointee.links.rows[link].flows == 0 { set(0, of: link, at: now) }
    }
  }

  /// The ledgers know the past already, from the replay.
  private func set(_ rate: Double, of link: Int, at now: Int64) {
    if past != nil { return }
    if let rehearsal, rate != ledgers.rows[link].rate {
      rehearsal.steps.append(
        RunMemory.Step(time: now, place: Int32(truncatingIfNeeded: link), rate: rate))
    }
    ledgers.rows[link].set(rate: rate, at: now, meter: meter)
  }

  // MARK: Asking for events

  func schedule(
    _ kind: Kind, _ value: UInt64, at time: Int64, in simulation: Simulation
  ) {
    guard let id else { preconditionFailure("the network is not part of a simulation") }
    let event = Event(kind: kind.rawValue, value: value)
    if past != nil {
      past?.schedule(event, at: time)
    } else {
      simulation.schedule(event, for: id, at: SimTime(nanoseconds: time))
    }
  }

  func askForEnd(in simulation: Simulation) {
    if past != nil {
      past?.isEndAsked = true
      return
    }
    guard !isEndAsked, let id else { return }
    isEndAsked = true
    simulation.callAtEndOfInstant(id)
  }
}
