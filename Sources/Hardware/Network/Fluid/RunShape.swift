/// All that decides what a collective does to a quiet network.
///
/// Two collectives of one shape run alike, each on its own links and at its own time: they have the
/// same schedule, their routes meet in the same way, and links in the same place have the same
/// capacity and energy.
struct RunShape: Hashable {
  /// Schedules of more transfers are compared with none: finding their shape would cost too much.
  static let mostTransfers = 1024

  let schedule: CollectiveSchedule
  /// Three for each link: capacity, joules per byte, and the part of them in boundary `used`.
  let links: [Double]
  /// For each transfer: latency of its route, how many links it has, and the places of these.
  let routes: [Int64]

  static func == (a: RunShape, b: RunShape) -> Bool {
    a.links == b.links && a.routes == b.routes && a.schedule.isSame(as: b.schedule)
  }

  // Shapes are few: what is quick to digest tells most of them apart.
  func hash(into hasher: inout Hasher) {
    hasher.combine(schedule.transfers.count)
    hasher.combine(schedule.totalBytes)
    hasher.combine(links.count)
    for number in links.prefix(3) { hasher.combine(number) }
  }
}
