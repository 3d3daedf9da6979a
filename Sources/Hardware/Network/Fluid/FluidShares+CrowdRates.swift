/// The rates of the crowd: which classes a change concerns, and what they get.
extension FluidShares {
  /// Solves the crowd as far as it has changed.
  mutating func fillCrowd() {
    crowd.open.removeAll()
    for position in 0..<crowd.changedLinks.count { list(crowd.changedLinks.rows[position]) }
    crowd.changedLinks.removeAll()
    for position in 0..<crowd.changed.count {
      let index = crowd.changed.rows[position]
      let row = classes.rows + Int(index)
      row.pointee.isJoining = false
      if row.pointee.count > 0 {
        open(index)
      } else {
        leaveCrowd(Int(index))
      }
    }
    crowd.changed.removeAll()
    solveOpen()
    for position in 0..<crowd.links.count {
      let link = links.rows + Int(crowd.links.rows[position])
      link.pointee.isListed = false
      if link.pointee.flows == 0 {
        link.pointee.group = -1
        released.append(crowd.links.rows[position])
      }
    }
  }

  private mutating func solveOpen() {
    crowd.isWhole = false
    if crowd.wide > 0 {
      crowd.wide -= 1
      solveAll()
      return
    }
    var attempt = 1
    fillOpen()
    while openWrong() {
      attempt += 1
      if attempt == Crowd.attempts || crowd.open.count * 4 > crowd.order.count {
        crowd.wide = 64
        solveAll()
        return
      }
      fillOpen()
    }
  }

  /// Takes an empty class out; its links have lost a flow.
  private mutating func leaveCrowd(_ index: Int) {
    for hop in hops(of: index) { list(hop) }
    removeFromOrder(index)
    leave(index)
  }

  private mutating func list(_ link: Int32) {
    if links.rows[Int(link)].isListed { return }
    links.rows[Int(link)].isListed = true
    crowd.links.append(link)
  }

  private mutating func open(_ index: Int32) {
    let row = classes.rows + Int(index)
    if row.pointee.isOpen { return }
    row.pointee.isOpen = true
    crowd.open.append(index)
    for hop in row.pointee.hops {
      list(hops.rows[hop])
    }
  }

  /// Solves all at once, so that nothing can be wrong.
  private mutating func solveAll() {
    crowd.isWhole = true
    for position in 0..<crowd.open.count {
      let index = crowd.open.rows[position]
      if classes.rows[Int(index)].place >= 0 { continue }
      classes.rows[Int(index)].place = Int32(truncatingIfNeeded: crowd.order.count)
      crowd.order.append(index)
    }
    for position in 0..<crowd.order.count {
      classes.rows[Int(crowd.order.rows[position])].newRate = -1
    }
    candidates.removeAll()
    var kept = 0
    for position in 0..<crowd.members.count {
      let index = crowd.members.rows[position]
      let link = links.rows + Int(index)
      if link.pointee.group != Crowd.number {
        link.pointee.isMember = false
        continue
      }
      crowd.members.rows[kept] = index
      kept += 1
      list(index)
      link.pointee.left = link.pointee.capacity
      link.pointee.open = link.pointee.flows
      link.pointee.isStale = false
      if link.pointee.open == 0 { continue }
      link.pointee.share = link.pointee.capacity / Double(link.pointee.open)
      candidates.append(index)
    }
    crowd.members.truncate(to: kept)
    fillCandidates(deciding: crowd.order.count)
  }

  /// Shares among the open classes what the others leave.
  private mutating func fillOpen() {
    let (links, classes) = (links.rows, classes.rows)
    candidates.removeAll()
    for position in 0..<crowd.open.count { classes[Int(crowd.open.rows[position])].newRate = -1 }
    for position in 0..<crowd.links.count {
      let index = crowd.links.rows[position]
      let link = links + Int(index)
      link.pointee.left = link.pointee.capacity
      link.pointee.open = 0
      link.pointee.isStale = false
      for entry in link.pointee.classes.elements {
        let flow = classes + Int(entry.index)
        if flow.pointee.isOpen {
          link.pointee.open += flow.pointee.count
        } else {
          link.pointee.left -= flow.pointee.rate * Double(flow.pointee.count)
        }
      }
      if link.pointee.open == 0 { continue }
      link.pointee.share = max(link.pointee.left, 0) / Double(link.pointee.open)
      candidates.append(index)
    }
    fillCandidates(deciding: crowd.open.count)
  }

  /// Opens the classes for which the solution is wrong; false if there are none.
  private mutating func openWrong() -> Bool {
    let before = crowd.open.count
    for position in 0..<crowd.links.count {
      let index = crowd.links.rows[position]
      let link = links.rows[Int(index)]
      // The fastest of all, the fastest that stayed, and the slowest with its bottleneck here.
      var fastest = 0.0
      var fastestKept = 0.0
      var slowest = Double.infinity
      for entry in link.classes.elements {
        let flow = classes.rows + Int(entry.index)
        fastest = max(fastest, flow.pointee.newRate)
        if !flow.pointee.isOpen {
          fastestKept = max(fastestKept, flow.pointee.newRate)
        } else if flow.pointee.bottleneck == index {
          slowest = min(slowest, flow.pointee.newRate)
        }
      }
      if fastestKept == 0 { continue }
      // Of a link with less or more given out than it has, no rate can stay.
      let isFull = abs(link.left) <= link.capacity * Crowd.tolerance
      let isOver = !isFull && link.left < 0
      let least = isFull ? fastest * (1 - Crowd.tolerance) : .infinity
      let most = slowest * (1 + Crowd.tolerance)
      for entry in link.classes.elements {
        let flow = classes.rows + Int(entry.index)
        if flow.pointee.isOpen { continue }
        let rate = flow.pointee.newRate
        if isOver || rate > most || (rate < least && flow.pointee.bottleneck == index) {
          open(entry.index)
        }
      }
    }
    return crowd.open.count > before
  }
}
