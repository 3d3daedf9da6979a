import Simulation

/// The flows of one route, which always have one rate.
struct RouteClass {
  // What the solver looks at comes first, together.
  /// The solver's: negative while undecided.
  var newRate = 0.0
  /// Bytes per second of each flow.
  var rate = 0.0
  /// Where its links begin in the list of all hops, and how many there are.
  private let firstHop: Int32
  private let hopCount: Int32
  /// Flows in service.
  var count = 0
  /// The link that decides its rate.
  var bottleneck: Int32 = -1
  /// The group of classes that it shares links with; -1 while it has no flows.
  var group: Int32 = -1
  // In the crowd: the next end, its place in the order of ends, and whether it is being solved.
  var due: Int64 = .max
  var place: Int32 = -1
  var isOpen = false
  var isJoining = false
  /// The service at which the flow ends that ends first.
  var leastEnd = Double.infinity
  /// Bytes that each flow has been served since the class last was empty, at `settled`.
  var service = 0.0
  var settled: Int64 = 0
  /// That flow, as the root of a heap of the class's flows; -1 for none.
  var root: Int32 = -1
  /// Nanoseconds that a flow travels before it shares, and the pipe for them.
  let pipe: Int32
  let latency: Int64

  init(hops: Range<Int>, latency: Int64, pipe: Int) {
    firstHop = Int32(hops.lowerBound)
    hopCount = Int32(hops.count)
    self.latency = latency
    self.pipe = Int32(pipe)
  }

  /// Its links, in the list of all hops.
  var hops: Range<Int> {
    Range(uncheckedBounds: (Int(firstHop), Int(firstHop) + Int(hopCount)))
  }

  func service(at now: Int64) -> Double { service + rate * Double(now - settled) * 1e-9 }

  mutating func settle(at now: Int64) {
    service = service(at: now)
    settled = now
  }
}

/// One direction of a link as the solver sees it.
struct LinkLoad {
  /// Payload bytes per second.
  var capacity: Double
  /// Flows in service on it.
  var flows = 0
  /// The group that its classes belong to; -1 for none.
  var group: Int32 = -1
  /// The classes on it, each with its hop.
  var classes = FlatList<(index: Int32, hop: Int32)>()

  // The solver's: what is not given out yet, to how many flows, and the share of each of them.
  var left = 0.0
  var open = 0
  var share = 0.0
  var isStale = false
  /// Whether the crowd's solver looks at it, and whether it is one of the crowd's.
  var isListed = false
  var isMember = false

  init(capacity: Double) { self.capacity = capacity }

  /// Bytes per second given out by the last solution.
  var used: Double { flows == 0 ? 0 : capacity - left }
}

/// Classes and links that share capacity with each other, directly or not, and with no others.
struct FlowGroup {
  var classes = FlatList<Int32>()
  var links = FlatList<Int32>()
  /// Classes that left since the group was found: it may have come apart.
  var gone = 0
  var isDirty = false
  /// Tells its present completion event from those made for earlier rates.
  var generation: UInt32 = 0
  /// When its next flow ends, and when that was found.
  var due: Int64 = .max
  var dated: Int64 = 0
}

/// One message under way.
struct FlowRow {
  enum Stage: UInt8 {
    case unused, travelling, arriving, served, finished, cancelled
  }

  var stage = Stage.unused
  var generation: UInt32 = 0
  var route: Int32 = 0
  // The heap of its class.
  var child: Int32 = -1
  var sibling: Int32 = -1
  var order: UInt64 = 0
  /// The class's virtual service at which it ends.
  var end = 0.0
  var size = 0.0
  /// Nanoseconds by which it began, and later ended, before the instant of the event.
  var lead = 0.0
  var bytes = 0
  var tag: UInt64 = 0
  var receiver: ComponentID
  /// When its first byte has crossed the latency of its route.
  var activation: Int64 = 0
}
