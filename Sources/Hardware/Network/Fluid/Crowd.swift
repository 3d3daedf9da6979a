/// The classes of all groups that were too large to be solved as a whole after every change.
///
/// The crowd need not be connected. A change reaches only as far as rates change: in a chain of a
/// thousand servers, the end of one flow moves two or three others. So the solver opens the classes
/// that a change concerns and shares what the others, whose rates stay, leave to them. Then it looks
/// at the links that it has touched. Rates are max-min fair if and only if every class has a
/// bottleneck: a full link on which none is faster. A class that has lost its bottleneck is opened,
/// and so is one that is faster than another at that one's bottleneck; and the opened classes are
/// solved again, until nothing is wrong. The result is the one max-min fair solution, however few
/// were opened.
struct Crowd: ~Copyable {
  /// Its number among the groups.
  static let group = 0
  static let number: Int32 = 0
  /// How many attempts to find those that a change concerns; then all are opened.
  static let attempts = 24
  /// The relative error within which a link is full and two rates are equal.
  static let tolerance = 1e-12

  /// Groups of more classes than this become part of it.
  var threshold = 128
  /// Classes and links with a change.
  var changed = Flat<Int32>()
  var changedLinks = Flat<Int32>()
  /// What the last solution looked at.
  var links = Flat<Int32>()
  var open = Flat<Int32>()
  var isDueChanged = false
  /// Solutions to come that open all at once, since the last one had to open many.
  var wide = 0
  /// All classes as a heap, in the order of their next ends.
  var order = Flat<Int32>()

  var isChanged: Bool { changed.count > 0 || changedLinks.count > 0 }
}

// MARK: Membership

extension FluidShares {
  /// Notes a change of a class in the crowd.
  mutating func markCrowded(_ index: Int) {
    let row = classes.rows + index
    if row.pointee.isJoining { return }
    row.pointee.isJoining = true
    crowd.changed.append(Int32(truncatingIfNeeded: index))
  }

  /// Makes everything of a group a part of the crowd.
  mutating func joinCrowd(_ group: FlowGroup) {
    for link in group.links.elements { links.rows[Int(link)].group = Crowd.number }
    for index in group.classes.elements {
      classes.rows[Int(index)].group = Crowd.number
      markCrowded(Int(index))
    }
  }

  /// Takes out the flows of the crowd that end at this instant, into `finished`.
  mutating func finishCrowd(at now: Int64) {
    while crowd.order.count > 0, classes.rows[Int(crowd.order.rows[0])].due <= now {
      let index = Int(crowd.order.rows[0])
      removeFromOrder(index)
      markCrowded(index)
      finish(class: index, at: now)
    }
    groups.rows[Crowd.group].due = .max
  }
}

// MARK: Rates

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
    if crowd.wide > 0 {
      crowd.wide -= 1
      openAll()
      return
    }
    var attempt = 1
    fillOpen()
    while openWrong() {
      attempt += 1
      if attempt == Crowd.attempts || crowd.open.count * 4 > crowd.order.count {
        crowd.wide = 64
        openAll()
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
    for hop in row.pointee.firstHop..<row.pointee.firstHop + row.pointee.hopCount {
      list(hops.rows[hop])
    }
  }

  /// Solves all at once, so that nothing can be wrong.
  private mutating func openAll() {
    for position in 0..<crowd.order.count { open(crowd.order.rows[position]) }
    for position in 0..<crowd.open.count {
      classes.rows[Int(crowd.open.rows[position])].newRate = -1
    }
    candidates.removeAll()
    for position in 0..<crowd.links.count {
      let index = crowd.links.rows[position]
      let link = links.rows + Int(index)
      link.pointee.left = link.pointee.capacity
      link.pointee.open = link.pointee.flows
      link.pointee.isStale = false
      if link.pointee.open == 0 { continue }
      link.pointee.share = link.pointee.capacity / Double(link.pointee.open)
      candidates.append(index)
    }
    fillCandidates(deciding: crowd.open.count)
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

// MARK: Ends

extension FluidShares {
  /// Takes over the new rates and finds the next end of each class that was solved.
  mutating func dateCrowd(at now: Int64) {
    let isMost = crowd.open.count * 2 > crowd.order.count
    for position in 0..<crowd.open.count {
      let index = Int(crowd.open.rows[position])
      let flow = classes.rows + index
      flow.pointee.isOpen = false
      flow.pointee.due = Self.instant(in: takeOverRate(of: index, at: now), from: now)
      if flow.pointee.place < 0 {
        flow.pointee.place = Int32(truncatingIfNeeded: crowd.order.count)
        crowd.order.append(Int32(truncatingIfNeeded: index))
      }
      if !isMost {
        rise(index)
        sink(index)
      }
    }
    if isMost {
      for position in stride(from: crowd.order.count / 2, through: 0, by: -1)
      where position < crowd.order.count {
        sink(Int(crowd.order.rows[position]))
      }
    }
    crowd.open.removeAll()
    let due = crowd.order.count > 0 ? classes.rows[Int(crowd.order.rows[0])].due : .max
    if due == groups.rows[Crowd.group].due { return }
    groups.rows[Crowd.group].due = due
    groups.rows[Crowd.group].generation &+= 1
    crowd.isDueChanged = true
  }

  private mutating func removeFromOrder(_ index: Int) {
    let place = Int(classes.rows[index].place)
    if place < 0 { return }
    classes.rows[index].place = -1
    guard let last = crowd.order.popLast(), Int(last) != index else { return }
    crowd.order.rows[place] = last
    classes.rows[Int(last)].place = Int32(truncatingIfNeeded: place)
    rise(Int(last))
    sink(Int(last))
  }

  private func isEarlier(_ a: Int32, _ b: Int32) -> Bool {
    let (left, right) = (classes.rows[Int(a)].due, classes.rows[Int(b)].due)
    return left < right || (left == right && a < b)
  }

  private func put(_ index: Int32, at place: Int) {
    crowd.order.rows[place] = index
    classes.rows[Int(index)].place = Int32(truncatingIfNeeded: place)
  }

  private func rise(_ index: Int) {
    let own = Int32(truncatingIfNeeded: index)
    var place = Int(classes.rows[index].place)
    while place > 0, isEarlier(own, crowd.order.rows[(place - 1) / 2]) {
      put(crowd.order.rows[(place - 1) / 2], at: place)
      place = (place - 1) / 2
    }
    put(own, at: place)
  }

  private func sink(_ index: Int) {
    let own = Int32(truncatingIfNeeded: index)
    var place = Int(classes.rows[index].place)
    while true {
      var child = 2 * place + 1
      if child >= crowd.order.count { break }
      if child + 1 < crowd.order.count,
        isEarlier(crowd.order.rows[child + 1], crowd.order.rows[child])
      {
        child += 1
      }
      if !isEarlier(crowd.order.rows[child], own) { break }
      put(crowd.order.rows[child], at: place)
      place = child
    }
    put(own, at: place)
  }
}
