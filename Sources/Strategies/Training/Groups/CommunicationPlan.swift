import Hardware
import Simulation

/// Which groups have to share board uplinks when they synchronise, and how they take turns.
///
/// Groups that lie on one board need no uplink. Two of the others are in conflict when they share a
/// board; a colouring puts them into communication groups without a conflict inside, and tells how few
/// phases can do. No clock drives the phases: an uplink belongs to one group at a time, while it
/// synchronises its neighbours compute, and with two colours the phases alternate by themselves. Sums
/// of a batch normalisation that is synchronised take no turns: they are too small to wait for.
struct CommunicationPlan {
  /// The boards whose uplinks each group needs, rising; none for a group on one board.
  let uplinks: [[Int]]
  /// The communication group of each group; 0 for those in no conflict.
  let colours: [Int]
  /// The uplinks that more than one group needs.
  private let turns: [Int: Resource]

  /// - Parameter boards: The boards of the devices of each group.
  init(_ boards: [[Int]]) {
    uplinks = boards.map { devices in
      let different = Set(devices)
      return different.count > 1 ? different.sorted() : []
    }
    var users: [Int: [Int]] = [:]
    for (group, boards) in uplinks.enumerated() {
      for board in boards { users[board, default: []].append(group) }
    }
    colours = Self.colours(of: uplinks, users: users)
    turns = users.filter { $0.value.count > 1 }.mapValues { _ in
      Resource(name: "turn on an uplink", capacity: 1)
    }
  }

  /// The greatest number of groups that need one uplink.
  var mostOnAnUplink: Int {
    var users: [Int: Int] = [:]
    for board in uplinks.joined() { users[board, default: 0] += 1 }
    return users.values.max() ?? 0
  }

  /// Every group gets the least colour that no neighbour before it has: on paths, which groups cut in
  /// board order form, these are two.
  private static func colours(of uplinks: [[Int]], users: [Int: [Int]]) -> [Int] {
    var colours = uplinks.map { _ in -1 }
    // Along the boards, so that neighbours follow each other.
    for group in uplinks.indices.sorted(by: {
      (uplinks[$0].first ?? -1, $0) < (uplinks[$1].first ?? -1, $1)
    }) {
      let taken = Set(uplinks[group].flatMap { users[$0] ?? [] }.map { colours[$0] })
      colours[group] = (0...).first { !taken.contains($0) } ?? 0
    }
    return colours
  }

  /// Synchronises a group when the uplinks that it shares are its own.
  ///
  /// Uplinks are taken in board order, so no two groups ever wait for each other.
  func inTurn(_ group: Int, in simulation: Simulation, _ body: () async throws -> Void) async throws
  {
    let needed = uplinks[group].compactMap { turns[$0] }
    var held = 0
    defer { for turn in needed.prefix(held) { turn.release(in: simulation) } }
    for turn in needed {
      try await turn.acquire(in: simulation)
      held += 1
    }
    try await body()
  }
}
