import Simulation

/// What happens when something comes to the links of a run that is noted or replayed.
extension FluidNetwork {
  /// What waits for the end of the instant, because it comes to links with a replay.
  enum Disturbance {
    case flow(Int)
    case change(LinkID, LinkChange)
  }

  /// Deals with something that comes to a link; true if it must wait for the end of the instant.
  func disturb(_ link: Int, with disturbance: Disturbance, in simulation: Simulation) -> Bool {
    let number = Int(ledgers.rows[link].claim)
    if number < 0 { return false }
    let claim = claims.rows + number
    if case .flow(let slot) = disturbance,
      shares.pointee.flows.rows[slot].receiver == claim.pointee.owner
    {
      return false
    }
    if !claim.pointee.isReplay {
      release(number)
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
        giveUp(Int(ledgers.rows[link].claim), in: simulation)
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
