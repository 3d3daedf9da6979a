/// The ends of the crowd's flows: when the next one is, and whose.
extension FluidShares {
  /// Takes out the flows of the crowd that end at this instant, into `finished`.
  mutating func finishCrowd(at now: Int64) {
    if !crowd.isOrdered {
      // In the order that the heap would have.
      var first = UnsafeMutableBufferPointer(start: crowd.first.rows, count: crowd.first.count)
      first.sort()
      for position in 0..<crowd.first.count {
        let index = Int(crowd.first.rows[position])
        markCrowded(index)
        finish(class: index, at: now)
      }
    } else {
      while crowd.order.count > 0, classes.rows[Int(crowd.order.rows[0])].due <= now {
        let index = Int(crowd.order.rows[0])
        removeFromOrder(index)
        markCrowded(index)
        finish(class: index, at: now)
      }
    }
    groups.rows[Crowd.group].due = .max
  }

  /// Takes over the new rates and finds the next end.
  mutating func dateCrowd(at now: Int64) {
    let due = crowd.isWhole ? dateAll(at: now) : dateOpen(at: now)
    crowd.open.removeAll()
    if due == groups.rows[Crowd.group].due { return }
    groups.rows[Crowd.group].due = due
    groups.rows[Crowd.group].generation &+= 1
    crowd.isDueChanged = true
  }

  /// Looks at every class: those with another rate or other flows have another end.
  private mutating func dateAll(at now: Int64) -> Int64 {
    crowd.isOrdered = false
    crowd.first.removeAll()
    var due = Int64.max
    for position in 0..<crowd.order.count {
      let index = crowd.order.rows[position]
      let flow = classes.rows + Int(index)
      if flow.pointee.isOpen || flow.pointee.newRate != flow.pointee.rate {
        flow.pointee.isOpen = false
        flow.pointee.due = Self.instant(in: takeOverRate(of: Int(index), at: now), from: now)
      }
      if flow.pointee.due > due { continue }
      if flow.pointee.due < due { crowd.first.removeAll() }
      due = flow.pointee.due
      crowd.first.append(index)
    }
    return due
  }

  /// Looks at the classes that were solved.
  private mutating func dateOpen(at now: Int64) -> Int64 {
    let isMost = !crowd.isOrdered || crowd.open.count * 2 > crowd.order.count
    crowd.isOrdered = true
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
    return crowd.order.count > 0 ? classes.rows[Int(crowd.order.rows[0])].due : .max
  }

  mutating func removeFromOrder(_ index: Int) {
    let place = Int(classes.rows[index].place)
    if place < 0 { return }
    classes.rows[index].place = -1
    guard let last = crowd.order.popLast(), Int(last) != index else { return }
    crowd.order.rows[place] = last
    classes.rows[Int(last)].place = Int32(truncatingIfNeeded: place)
    if !crowd.isOrdered { return }
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
