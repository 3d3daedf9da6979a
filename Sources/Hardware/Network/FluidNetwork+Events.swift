import Simulation

/// The events of the network: flows that arrive at their links, that end, or that are lost.
extension FluidNetwork {
  public func handle(_ event: Event, in simulation: Simulation) {
    switch Kind(rawValue: event.kind) {
    case .arrive: arrive(Int(event.value), in: simulation)
    case .complete:
      let group = Int(event.value >> 32)
      if shares.pointee.groups.rows[group].generation == UInt32(truncatingIfNeeded: event.value) {
        complete(group, in: simulation)
      }
    case .fail: fail(event.value, in: simulation)
    case .arriveAlone: arriveAlone(Int(event.value), in: simulation)
    case .replay:
      let claim = Int(event.value >> 32)
      if claims.rows[claim].generation == UInt32(truncatingIfNeeded: event.value) {
        goOn(withReplay: claim, in: simulation)
      }
    case nil: preconditionFailure("the network has no such event")
    }
  }

  private func arrive(_ pipe: Int, in simulation: Simulation) {
    let (now, rows) = (now(in: simulation), shares.pointee.flows.rows)
    while let slot = pipes.next(of: pipe, isDue: { rows[$0].activation <= now }) {
      arriveAlone(slot, in: simulation)
    }
  }

  private func arriveAlone(_ slot: Int, in simulation: Simulation) {
    if shares.pointee.flows.rows[slot].stage == .cancelled {
      shares.pointee.flows.release(slot)
    } else {
      activate(slot, in: simulation)
    }
  }

  func activate(_ slot: Int, in simulation: Simulation) {
    for link in shares.pointee.hops(of: Int(shares.pointee.flows.rows[slot].route)) {
      let ledger = ledgers.rows + Int(link)
      if ledger.pointee.isDown {
        shares.pointee.flows.rows[slot].stage = .finished
        watch?.ended(slot, bytes: 0, hasMoved: false, isDelivered: false, at: time(in: simulation))
        return scheduleFailure(of: slot, on: Int(link), in: simulation)
      }
      if ledger.pointee.claim >= 0, putOff(slot, on: Int(link), in: simulation) {
        return
      }
    }
    shares.pointee.activate(slot)
    askForEnd(in: simulation)
  }

  private func complete(_ group: Int, in simulation: Simulation) {
    rehearsal?.dated = shares.pointee.groups.rows[group].dated
    shares.pointee.finish(group: group, at: now(in: simulation))
    askForEnd(in: simulation)
    for position in 0..<shares.pointee.finished.count {
      let slot = Int(shares.pointee.finished.rows[position])
      let row = shares.pointee.flows.rows[slot]
      count(row.bytes, over: Int(row.route))
      if watch != nil { tellEnd(of: slot, in: simulation) }
      shares.pointee.flows.release(slot)
      if row.stage == .cancelled { continue }
      simulation.deliver(Delivery.arrival(tag: row.tag, lead: row.lead), to: row.receiver)
    }
  }

  /// Tells the receiver by an event of this instant, not from within whatever lost the flow.
  func scheduleFailure(of slot: Int, on link: Int, in simulation: Simulation) {
    schedule(
      .fail, UInt64(slot) << 32 | UInt64(link), at: now(in: simulation), in: simulation)
  }

  private func fail(_ value: UInt64, in simulation: Simulation) {
    let slot = Int(value >> 32)
    let row = shares.pointee.flows.rows[slot]
    shares.pointee.flows.release(slot)
    if row.stage == .cancelled { return }
    let link = LinkID(index: Int(UInt32(truncatingIfNeeded: value)))
    simulation.deliver(Delivery.loss(tag: row.tag, on: link), to: row.receiver)
  }
}
