/// Who sends how much to whom after what: a collective operation as data.
///
/// A transfer starts when every transfer it depends on has been delivered. Participants are
/// numbered 0..<participants; a schedule knows no devices and can be used by many groups.
public struct CollectiveSchedule: Sendable {
  public struct Transfer: Hashable, Sendable {
    public var from: Int
    public var to: Int
    /// What the accounts count.
    public var bytes: Int
    /// What takes time, in bytes; it may be a fraction.
    public var size: Double
  }

  /// One dependence in the list of those of an earlier transfer.
  struct Edge: Sendable {
    var target: Int32
    var next: Int32
  }

  public let name: String
  public let participants: Int
  public private(set) var transfers: [Transfer] = []
  public private(set) var totalBytes = 0
  /// How many transfers each one waits for.
  private(set) var prerequisites: [Int32] = []
  /// Which transfers wait for each one: lists in `edges`, of which these are the first ones and the
  /// last ones; -1 for none.
  private(set) var firstEdge: [Int32] = []
  private var lastEdge: [Int32] = []
  private(set) var edges: [Edge] = []

  public init(name: String, participants: Int) {
    self.name = name
    self.participants = participants
  }

  /// Adds a transfer that starts after those numbered `after`, and returns its number.
  ///
  /// - Parameter size: What takes time, where it is not the whole `bytes` that are counted.
  @discardableResult
  public mutating func add(
    from: Int, to: Int, bytes: Int, size: Double? = nil, after: [Int] = []
  ) -> Int {
    let number = transfers.count
    transfers.append(Transfer(from: from, to: to, bytes: bytes, size: size ?? Double(bytes)))
    prerequisites.append(Int32(after.count))
    firstEdge.append(-1)
    lastEdge.append(-1)
    for earlier in after {
      let edge = Int32(edges.count)
      edges.append(Edge(target: Int32(number), next: -1))
      if lastEdge[earlier] >= 0 {
        edges[Int(lastEdge[earlier])].next = edge
      } else {
        firstEdge[earlier] = edge
      }
      lastEdge[earlier] = edge
    }
    totalBytes += bytes
    return number
  }
}

extension CollectiveSchedule {
  /// The sizes of `parts` near-equal whole-byte parts of `bytes`; the first ones are larger by one.
  static func parts(of bytes: Int, into parts: Int) -> [Int] {
    (0..<parts).map { bytes / parts + ($0 < bytes % parts ? 1 : 0) }
  }

  /// A ring all-reduce: every participant ends with the sum of everybody's `bytes`.
  ///
  /// 2(n-1) rounds of near-equal parts to the next neighbour: n-1 that add, n-1 that spread the
  /// sums. A participant begins a round when it has sent and received in the one before. On equal
  /// links of rate B and route latency L it takes 2(n-1)(L + bytes/(nB)). The accounts count whole
  /// bytes; in time all parts are equal, because one odd byte would hold up every round.
  /// Source: Patarasuk and Yuan, "Bandwidth optimal all-reduce algorithms", JPDC 2009.
  public static func ringAllReduce(bytes: Int, participants n: Int) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "ring all-reduce", participants: n)
    if n == 1 { return schedule }
    let parts = parts(of: bytes, into: n)
    for round in 0..<2 * (n - 1) {
      for sender in 0..<n {
        let earlier = (round - 1) * n
        schedule.add(
          from: sender, to: (sender + 1) % n,
          // Which part moves: in round r sender i passes on part i - r.
          bytes: parts[((sender - round) % n + n) % n], size: Double(bytes) / Double(n),
          after: round == 0 ? [] : [earlier + sender, earlier + (sender + n - 1) % n])
      }
    }
    return schedule
  }

  /// Everybody sends `bytes` to the root: on equal links L + (n-1) bytes/B, for the root's link.
  public static func gather(bytes: Int, root: Int = 0, participants n: Int) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "gather", participants: n)
    for sender in 0..<n where sender != root {
      schedule.add(from: sender, to: root, bytes: bytes)
    }
    return schedule
  }

  /// The root sends each other participant its own bytes, all at the same time.
  ///
  /// With the same bytes for all, on equal links: L + (n-1) bytes/B.
  public static func scatter(bytes: [Int], root: Int = 0) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "scatter", participants: bytes.count)
    for receiver in bytes.indices where receiver != root {
      schedule.add(from: root, to: receiver, bytes: bytes[receiver])
    }
    return schedule
  }

  /// A binomial tree from participant 0: in each round everybody who has the bytes sends them on.
  ///
  /// On equal links without sharing: ceil(log2 n) (L + bytes/B).
  public static func treeBroadcast(bytes: Int, participants n: Int) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "tree broadcast", participants: n)
    var receipt = [Int?](repeating: nil, count: n)
    var previousSend = [Int?](repeating: nil, count: n)
    var reach = 1
    while reach < n {
      for sender in 0..<min(reach, n - reach) {
        let after = [receipt[sender], previousSend[sender]].compactMap { $0 }
        let number = schedule.add(from: sender, to: sender + reach, bytes: bytes, after: after)
        receipt[sender + reach] = number
        previousSend[sender] = number
      }
      reach *= 2
    }
    return schedule
  }
}
