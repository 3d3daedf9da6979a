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
  /// All links of its classes, and some that no class is on any more.
  var members = Flat<Int32>()
  var isDueChanged = false
  /// Solutions to come that open all at once, since the last one had to open many.
  var wide = 0
  /// Whether the last solution was one of those.
  var isWhole = false
  /// All classes: a heap in the order of their next ends, if `isOrdered`.
  var order = Flat<Int32>()
  /// While all are solved at every change, keeping a heap would cost more than looking for the least.
  var isOrdered = true
  /// If there is no order: the classes that end first.
  var first = Flat<Int32>()

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
    for link in group.links.elements {
      let row = links.rows + Int(link)
      row.pointee.group = Crowd.number
      if row.pointee.isMember { continue }
      row.pointee.isMember = true
      crowd.members.append(link)
    }
    for index in group.classes.elements {
      classes.rows[Int(index)].group = Crowd.number
      markCrowded(Int(index))
    }
  }
}
