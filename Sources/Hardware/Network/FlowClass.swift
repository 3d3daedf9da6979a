import Simulation

/// The flows of one route, which always have one rate.
struct FlowClass {
  let links: [Int]
  let latency: SimDuration
  /// For every hop, where this class stands in the list of that link's classes.
  var places: [Int]
  /// Bytes per second of each flow.
  var rate = 0.0
  /// Bytes that each flow has been served since the class last was empty, at `settled`.
  private(set) var service = 0.0
  private var settled: Int64 = 0
  /// Tells this class's present completion event from those made for earlier rates.
  var generation: UInt32 = 0

  // The solver's marks.
  var isVisited = false
  var isFixed = false
  var newRate = 0.0
  /// A flow came or went, so the next end must be dated anew even at an equal rate.
  private var isChanged = false

  /// Flows by falling end, so that the next to finish is last.
  private var members: [(slot: Int, end: Double)] = []

  init(links: [Int], latency: SimDuration) {
    self.links = links
    self.latency = latency
    places = Array(repeating: 0, count: links.count)
  }

  var count: Int { members.count }

  var needsDate: Bool { isChanged || newRate != rate }

  /// What the next flow to finish still lacks, in bytes; asking takes note of all changes.
  var leastRemaining: Double? {
    mutating get {
      isChanged = false
      guard let last = members.last else { return nil }
      return max(last.end - service, 0)
    }
  }

  mutating func settle(at now: Int64) {
    service += rate * Double(now - settled) * 1e-9
    settled = now
  }

  /// Equal ends finish in the order of insertion.
  mutating func insert(_ slot: Int, end: Double) {
    isChanged = true
    var (low, high) = (0, members.count)
    while low < high {
      let middle = (low + high) / 2
      if members[middle].end > end {
        low = middle + 1
      } else {
        high = middle
      }
    }
    members.insert((slot, end), at: low)
  }

  mutating func popFinished(_ reached: Double) -> Int? {
    guard let last = members.last, last.end <= reached else { return nil }
    isChanged = true
    members.removeLast()
    return last.slot
  }

  /// Starts anew once empty, so that the virtual service never grows past what a Double resolves.
  mutating func clear() {
    service = 0
    rate = 0
    generation &+= 1
  }
}

/// One direction of a link while the network runs.
struct LinkState {
  /// Payload bytes per second.
  let capacity: Double
  var classes: [(index: Int, hop: Int)] = []
  var bytes = 0
  var isBusy = false
  private(set) var busyNanoseconds: Int64 = 0
  private var since: Int64 = 0
  var account: EnergyMeter.Account?
  var joulesPerByte = 0.0

  // The solver's marks.
  var isDirty = false
  var isVisited = false
  var left = 0.0
  var open = 0

  init(capacity: Double) { self.capacity = capacity }

  mutating func settle(at now: Int64) {
    if isBusy { busyNanoseconds += now - since }
    since = now
  }
}
