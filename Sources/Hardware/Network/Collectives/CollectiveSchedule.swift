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
  struct Edge: Hashable, Sendable {
    var target: Int32
    var next: Int32
  }

  public let name: String
  public let participants: Int
  public private(set) var transfers: [Transfer] = []
  public private(set) var totalBytes = 0
  /// How many messages each participant sends and receives.
  public private(set) var messages: [Int]
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
    messages = [Int](repeating: 0, count: participants)
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
    if bytes > 0 {
      messages[from] += 1
      messages[to] += 1
    }
    return number
  }

  /// Whether two run alike, whatever their names.
  ///
  /// O(1) for copies of one schedule, else O(transfers).
  func isSame(as other: CollectiveSchedule) -> Bool {
    transfers == other.transfers && prerequisites == other.prerequisites
      && firstEdge == other.firstEdge && edges == other.edges
  }
}

extension CollectiveSchedule {
  /// The sizes of `parts` near-equal whole-byte parts of `bytes`; the first ones are larger by one.
  static func parts(of bytes: Int, into parts: Int) -> [Int] {
    (0..<parts).map { bytes / parts + ($0 < bytes % parts ? 1 : 0) }
  }
}
