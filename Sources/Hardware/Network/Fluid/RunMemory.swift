import Simulation

/// What a collective did to a quiet network: all that is needed to repeat it without its flows.
///
/// It comes from a rehearsal: the collective runs once on links of the same kind, in a world that has
/// nothing else. Collectives of one shape (`RunShape`) share one, so that what a thousand groups
/// repeat at their own times stays in the cache. Times count from the start of the run.
final class RunMemory {
  /// A link, by its place among those of the collective, carries so many bytes per second then.
  struct Step {
    var time: Int64
    var place: Int32
    var rate: Double
  }

  /// The total power changes by so much then, if it changes.
  struct Instant {
    var time: Int64
    var server: Double
    var used: Double
  }

  /// In the order of time; that all links fall idle at the end goes without saying.
  @exclusivity(unchecked) var steps: [Step] = []
  @exclusivity(unchecked) var instants: [Instant] = []
  /// When every transfer started and arrived.
  @exclusivity(unchecked) var starts: [Int64] = []
  @exclusivity(unchecked) var ends: [Int64] = []
  /// The bytes that went over each link.
  @exclusivity(unchecked) var carried: [Int] = []
  @exclusivity(unchecked) var duration: Int64 = 0
  /// When the event of that end was scheduled: it decides who is first among events of one time.
  @exclusivity(unchecked) var dated: Int64 = 0
}

/// The links that a replay has to itself, while it lasts: a row of plain words.
///
/// A collective lives as long as its simulation, and keeps the memory that it repeats.
struct LinkClaim {
  unowned(unsafe) let collective: Collective
  /// What is repeated.
  unowned(unsafe) let memory: RunMemory
  var isTaken = true
  let start: Int64
  /// The next instant at which the power changes, and the next step that its links' ledgers have not seen.
  var next: Int32 = 0
  var followed: Int32 = 0
  var isEndDated = false
  /// Tells its events from those of the row's earlier claims; 0 for none.
  var generation: UInt32

  init(of collective: Collective, memory: RunMemory, start: Int64, generation: UInt32) {
    self.collective = collective
    self.generation = generation
    self.memory = memory
    self.start = start
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
