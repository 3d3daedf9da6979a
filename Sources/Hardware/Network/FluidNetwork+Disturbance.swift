import Simulation

/// What happens when something comes to the links of a replay.
///
/// A change of a link ends the replay there and then, as its end may be due at this very instant and
/// must come after the change. A flow waits for the end of the instant: if the replay has ended by
/// then, nothing need be given up.
extension FluidNetwork {
  /// Puts a flow off that comes to a link with a replay; false if there is none.
  func putOff(_ slot: Int, on link: Int, in simulation: Simulation) -> Bool {
    if ledgers.rows[link].claim < 0 { return false }
    waiting.append(Int32(truncatingIfNeeded: slot))
    askForEnd(in: simulation)
    return true
  }

  /// Lets the flows go on that were put off at this instant; true if there were any.
  func admitWaiting(in simulation: Simulation) -> Bool {
    if waiting.isEmpty { return false }
    let slots = waiting.map { Int($0) }
    waiting.removeAll(keepingCapacity: true)
    for slot in slots {
      for link in shares.pointee.hops(of: Int(shares.pointee.flows.rows[slot].route)) {
        giveUpReplay(on: Int(link), in: simulation)
      }
    }
    for slot in slots {
      if shares.pointee.flows.rows[slot].stage == .cancelled {
        shares.pointee.flows.release(slot)
      } else {
        activate(slot, in: simulation)
      }
    }
    askForEnd(in: simulation)
    return true
  }

  func giveUpReplay(on link: Int, in simulation: Simulation) {
    let claim = Int(ledgers.rows[link].claim)
    if claim >= 0 { giveUp(claim, in: simulation) }
  }

  /// Ends a replay at this instant and simulates what it skipped.
  func giveUp(_ number: Int, in simulation: Simulation) {
    // What happens at this instant comes from the flows.
    takeBackShifts(of: number, in: simulation)
    follow(number, before: simulation.now.nanoseconds)
    let claim = claims.rows[number]
    release(number)
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
  /// Takes back the changes of total power that a replay has made at this very instant.
  private func takeBackShifts(of number: Int, in simulation: Simulation) {
    let claim = claims.rows[number]
    let elapsed = simulation.now.nanoseconds - claim.start
    for instant in claim.memory.instants[..<Int(claim.next)].reversed() {
      if instant.time < elapsed { break }
      meter?.shift(server: -instant.server, used: -instant.used, at: simulation.now)
    }
  }
}
