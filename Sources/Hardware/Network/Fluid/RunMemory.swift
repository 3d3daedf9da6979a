import Simulation

/// What a collective did to a quiet network: all that is needed to repeat it without its flows.
struct RunMemory {
  /// A link carries so many bytes per second from then on; times count from the start of the run.
  struct Step {
    var time: Int64
    var link: Int32
    var rate: Double
  }

  /// The state of the network's links that it holds for.
  var version: Int
  /// In the order of time; that all links fall idle at the end goes without saying.
  var steps: [Step] = []
  /// The total power changes by so much then, if it changes.
  struct Instant {
    var time: Int64
    var server: Double
    var used: Double
  }

  var instants: [Instant] = []
  /// When every transfer started and arrived.
  var starts: [Int64] = []
  var ends: [Int64] = []
  var duration: Int64 = 0
}

/// The links that one run of a collective has to itself, while it has them.
final class LinkClaim {
  unowned let collective: Collective
  let owner: ComponentID
  let links: [Int32]
  let start: Int64
  let isReplay: Bool
  /// What is repeated, or what is being noted.
  @exclusivity(unchecked) var memory: RunMemory
  /// The next instant of a replay, and the next step that its links' ledgers have not seen.
  @exclusivity(unchecked) var next = 0
  @exclusivity(unchecked) var followed = 0
  /// The number of its present event; 0 for none.
  @exclusivity(unchecked) var event: UInt32 = 0

  init(
    _ collective: Collective, owner: ComponentID, links: [Int32], start: Int64, isReplay: Bool,
    memory: RunMemory
  ) {
    self.collective = collective
    self.owner = owner
    self.links = links
    self.start = start
    self.isReplay = isReplay
    self.memory = memory
  }
}

/// The part of the past that a replay skipped and that must now be simulated after all.
struct SkippedPast {
  var time: Int64
  var isEndAsked = false
  private var events: [(time: Int64, order: Int, event: Event)] = []
  private var orders = 0

  init(from time: Int64) { self.time = time }

  mutating func schedule(_ event: Event, at time: Int64) {
    orders += 1
    events.append((time, orders, event))
  }

  /// The next event before `limit`, in the order of time and then of scheduling.
  mutating func next(before limit: Int64) -> (time: Int64, event: Event)? {
    guard let index = first, events[index].time < limit else { return nil }
    let (time, _, event) = events.remove(at: index)
    return (time, event)
  }

  var nextTime: Int64? { first.map { events[$0].time } }

  private var first: Int? {
    events.indices.min { (events[$0].time, events[$0].order) < (events[$1].time, events[$1].order) }
  }
}
