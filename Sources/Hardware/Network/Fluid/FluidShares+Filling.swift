/// Max-min fair rates by progressive filling.
extension FluidShares {
  /// Solves one group.
  ///
  /// The link with the least capacity per flow that is still open is a bottleneck: its flows get
  /// exactly that share and are done; the rest of the capacity is shared among the others, until no
  /// flow is open. Shares never fall on the way, so all links of equal least share are bottlenecks
  /// of one pass. O(links * different shares + classes * hops).
  mutating func fill(_ group: Int) {
    let row = groups.rows[group]
    let (links, classes) = (links.rows, classes.rows)
    candidates.removeAll()
    for index in row.links.elements {
      let link = links + Int(index)
      link.pointee.left = link.pointee.capacity
      link.pointee.open = link.pointee.flows
      link.pointee.share = link.pointee.capacity / Double(link.pointee.flows)
      link.pointee.isStale = false
      candidates.append(index)
    }
    if row.classes.count == 1, let only = row.classes.elements.first {
      fillAlone(Int(only), row)
      return
    }
    for index in row.classes.elements { classes[Int(index)].newRate = -1 }
    fillCandidates(deciding: row.classes.count)
  }

  /// Finds the rates of the classes with none among those on the candidates.
  mutating func fillCandidates(deciding number: Int) {
    let links = links.rows
    var undecided = number
    let open = candidates.rows
    var count = candidates.count
    var levels = 0
    while undecided > 0 {
      if levels == Self.scannedLevels && count > Self.scannedLinks {
        return fillInOrder(deciding: undecided, among: count)
      }
      levels += 1
      var least = Double.infinity
      var kept = 0
      for position in 0..<count {
        let link = links + Int(open[position])
        if link.pointee.open == 0 { continue }
        open[kept] = open[position]
        kept += 1
        if link.pointee.isStale { Self.divide(link) }
        least = min(least, link.pointee.share)
      }
      count = kept
      if kept == 0 { break }
      let bar = least * Self.sameLevel
      for position in 0..<count {
        let link = links + Int(open[position])
        if link.pointee.open == 0 { continue }
        if link.pointee.isStale { Self.divide(link) }
        if link.pointee.share > bar { continue }
        undecided -= decide(open[position], at: least)
      }
    }
  }

  /// The same for many links with many different shares, by a heap of the links.
  ///
  /// Shares never fall, so the last known share of a link is not above its true one: only a link
  /// that comes to the top is divided anew.
  private mutating func fillInOrder(deciding number: Int, among candidateCount: Int) {
    let (links, heap) = (links.rows, candidates.rows)
    var undecided = number
    var count = candidateCount
    for place in stride(from: count / 2 - 1, through: 0, by: -1) {
      Self.sink(place, in: heap, count, links)
    }
    var least = 0.0
    while undecided > 0 && count > 0 {
      let top = links + Int(heap[0])
      if top.pointee.open > 0 {
        if top.pointee.isStale {
          Self.divide(top)
          Self.sink(0, in: heap, count, links)
          continue
        }
        if top.pointee.share > least * Self.sameLevel { least = top.pointee.share }
        undecided -= decide(heap[0], at: least)
      }
      count -= 1
      heap[0] = heap[count]
      Self.sink(0, in: heap, count, links)
    }
  }

  /// After so many levels the links are taken in order, if there are still more than so many.
  private static let scannedLevels = 3
  private static let scannedLinks = 16
  /// Shares whose ratio is below this are equal but for rounding.
  private static let sameLevel = 1 + 1e-13

  private static func sink(
    _ start: Int, in heap: UnsafeMutablePointer<Int32>, _ count: Int,
    _ links: UnsafeMutablePointer<LinkLoad>
  ) {
    if start >= count { return }
    let own = heap[start]
    let share = links[Int(own)].share
    var place = start
    while true {
      var child = 2 * place + 1
      if child >= count { break }
      if child + 1 < count, links[Int(heap[child + 1])].share < links[Int(heap[child])].share {
        child += 1
      }
      if links[Int(heap[child])].share >= share { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = own
  }

  /// Gives the open classes of a bottleneck their rate; returns how many there were.
  @inline(__always)
  private mutating func decide(_ index: Int32, at rate: Double) -> Int {
    let (links, classes, hops) = (links.rows, classes.rows, hops.rows)
    var decided = 0
    for entry in links[Int(index)].classes.elements {
      let flow = classes + Int(entry.index)
      if flow.pointee.newRate >= 0 { continue }
      flow.pointee.newRate = rate
      flow.pointee.bottleneck = index
      decided += 1
      let count = flow.pointee.count
      let given = rate * Double(count)
      for hop in flow.pointee.hops {
        let other = links + Int(hops[hop])
        other.pointee.open -= count
        other.pointee.left -= given
        other.pointee.isStale = true
      }
    }
    return decided
  }

  private static func divide(_ link: UnsafeMutablePointer<LinkLoad>) {
    link.pointee.share = max(link.pointee.left, 0) / Double(link.pointee.open)
    link.pointee.isStale = false
  }

  /// A class that shares with no other: its slowest link decides.
  private mutating func fillAlone(_ index: Int, _ row: FlowGroup) {
    var share = Double.infinity
    for link in row.links.elements { share = min(share, links.rows[Int(link)].share) }
    classes.rows[index].newRate = share
    let given = share * Double(classes.rows[index].count)
    for link in row.links.elements { links.rows[Int(link)].left -= given }
  }

  /// Takes over the new rates and finds the nearest whole nanosecond of the next end.
  mutating func date(_ group: Int, at now: Int64) {
    let row = groups.rows[group]
    var next = Double.infinity
    for index in row.classes.elements { next = min(next, takeOverRate(of: Int(index), at: now)) }
    groups.rows[group].generation &+= 1
    groups.rows[group].due = Self.instant(in: next, from: now)
  }

  /// Takes over a class's new rate; returns the nanoseconds to its next end.
  mutating func takeOverRate(of index: Int, at now: Int64) -> Double {
    let flow = classes.rows + index
    if flow.pointee.newRate != flow.pointee.rate {
      flow.pointee.settle(at: now)
      flow.pointee.rate = flow.pointee.newRate
    }
    return (flow.pointee.leastEnd - flow.pointee.service) / flow.pointee.rate * 1e9
      - Double(now - flow.pointee.settled)
  }

  /// The nearest whole nanosecond; exact halves are early, whatever their last bits say.
  static func instant(in wait: Double, from now: Int64) -> Int64 {
    wait.isFinite ? now + Int64(max((wait - 0.500_000_5).rounded(.up), 0)) : .max
  }
}
