/// Which classes and links belong together.
extension FluidShares {
  /// Shares every link that is connected with a change, and dates the next end of each such group.
  ///
  /// `solved` then holds the groups with new rates, `released` the links that may have fallen idle.
  mutating func share(at now: Int64) {
    solved.removeAll()
    released.removeAll()
    loose.removeAll()
    crowd.links.removeAll()
    for position in 0..<joining.count { join(Int(joining.rows[position])) }
    for position in 0..<dirty.count {
      let group = Int(dirty.rows[position])
      guard groups.rows[group].isDirty else { continue }
      compact(group)
      let row = groups.rows[group]
      if row.classes.count == 0 {
        free(group)
      } else if row.gone * 4 > row.classes.count {
        dissolve(group)
      } else {
        groups.rows[group].isDirty = false
        solved.append(Int32(truncatingIfNeeded: group))
      }
    }
    for position in 0..<loose.count { collect(from: Int(loose.rows[position])) }
    for position in 0..<joining.count { collect(from: Int(joining.rows[position])) }
    dirty.removeAll()
    joining.removeAll()
    let isCrowdChanged = crowd.isChanged
    if isCrowdChanged { fillCrowd() }
    for position in 0..<solved.count { fill(Int(solved.rows[position])) }
    admitArrivals(at: now)
    for position in 0..<solved.count { date(Int(solved.rows[position]), at: now) }
    if isCrowdChanged { dateCrowd(at: now) }
  }

  /// Puts a class on its links; the groups that it connects will be found anew.
  private mutating func join(_ index: Int) {
    let row = classes.rows + index
    row.pointee.isJoining = false
    if row.pointee.count == 0 { return }
    for hop in row.pointee.hops {
      let link = links.rows + Int(hops.rows[hop])
      if link.pointee.group > Crowd.number { dissolve(Int(link.pointee.group)) }
      places.rows[hop] = Int32(truncatingIfNeeded: link.pointee.classes.count)
      link.pointee.classes.append(
        (Int32(truncatingIfNeeded: index), Int32(truncatingIfNeeded: hop)))
    }
  }

  /// Takes an empty class off its links.
  mutating func leave(_ index: Int) {
    let row = classes.rows + index
    row.pointee.group = -1
    row.pointee.rate = 0
    for hop in row.pointee.hops {
      let link = links.rows + Int(hops.rows[hop])
      guard let list = link.pointee.classes.rows else { continue }
      let place = Int(places.rows[hop])
      let last = list[link.pointee.classes.count - 1]
      list[place] = last
      places.rows[Int(last.hop)] = Int32(truncatingIfNeeded: place)
      link.pointee.classes.count -= 1
    }
  }

  /// Drops what has no flows any more from a group's lists.
  private mutating func compact(_ group: Int) {
    let row = groups.rows + group
    if let list = row.pointee.classes.rows {
      var kept = 0
      for position in 0..<row.pointee.classes.count {
        let index = list[position]
        if classes.rows[Int(index)].count == 0 {
          leave(Int(index))
        } else {
          list[kept] = index
          kept += 1
        }
      }
      row.pointee.gone += row.pointee.classes.count - kept
      if row.pointee.classes.count == kept { return }
      row.pointee.classes.count = kept
    }
    if let list = row.pointee.links.rows {
      var kept = 0
      for position in 0..<row.pointee.links.count {
        let link = list[position]
        if links.rows[Int(link)].flows == 0 {
          links.rows[Int(link)].group = -1
          released.append(link)
        } else {
          list[kept] = link
          kept += 1
        }
      }
      row.pointee.links.count = kept
    }
  }

  /// Gives a group up; its classes are to be collected anew.
  private mutating func dissolve(_ group: Int) {
    compact(group)
    let row = groups.rows[group]
    for index in row.classes.elements {
      classes.rows[Int(index)].group = -1
      loose.append(index)
    }
    for link in row.links.elements {
      links.rows[Int(link)].group = -1
      released.append(link)
    }
    free(group)
  }

  private mutating func free(_ group: Int) {
    let row = groups.rows + group
    row.pointee.classes.count = 0
    row.pointee.links.count = 0
    row.pointee.isDirty = false
    row.pointee.generation &+= 1
    freeGroups.append(Int32(truncatingIfNeeded: group))
  }

  /// Makes a group of everything that shares with this class, directly or not.
  private mutating func collect(from index: Int) {
    if classes.rows[index].group >= 0 || classes.rows[index].count == 0 { return }
    let group: Int
    if let reused = freeGroups.popLast() {
      group = Int(reused)
    } else {
      group = groups.count
      groups.append(FlowGroup())
    }
    let row = groups.rows + group
    let number = Int32(truncatingIfNeeded: group)
    row.pointee.gone = 0
    row.pointee.due = .max
    var isCrowded = take(index, into: row, number)
    var next = 0
    while next < row.pointee.links.count && !isCrowded {
      guard let list = row.pointee.links.rows else { break }
      let link = links.rows[Int(list[next])]
      for entry in link.classes.elements where classes.rows[Int(entry.index)].group < 0 {
        if take(Int(entry.index), into: row, number) { isCrowded = true }
      }
      next += 1
    }
    if isCrowded {
      // Those that were not reached yet are collected from themselves, and find the crowd's links.
      joinCrowd(row.pointee)
      free(group)
      return
    }
    solved.append(number)
  }

  /// Returns whether this makes the group a part of the crowd.
  private func take(
    _ index: Int, into row: UnsafeMutablePointer<FlowGroup>, _ number: Int32
  ) -> Bool {
    classes.rows[index].group = number
    row.pointee.classes.append(Int32(truncatingIfNeeded: index))
    var isCrowded = row.pointee.classes.count > crowd.threshold
    for hop in hops(of: index) {
      let link = links.rows + Int(hop)
      if link.pointee.group < 0 {
        link.pointee.group = number
        row.pointee.links.append(hop)
      } else if link.pointee.group == Crowd.number {
        isCrowded = true
      }
    }
    return isCrowded
  }
}
