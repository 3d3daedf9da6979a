/// Collectives along a binomial tree, whose root is participant 0.
extension CollectiveSchedule {
  /// A broadcast from participant 0: in each round everybody who has the bytes sends them on.
  ///
  /// On equal links without sharing: ceil(log2 n) (L + bytes/B).
  public static func treeBroadcast(bytes: Int, participants n: Int) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "tree broadcast", participants: n)
    schedule.addTreeBroadcast(bytes: bytes, after: [])
    return schedule
  }

  /// A sum at participant 0: in each round half of those who still have something send it on.
  ///
  /// The mirror image of the tree broadcast: ceil(log2 n) (L + bytes/B) on equal links.
  public static func treeReduce(bytes: Int, participants n: Int) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "tree reduce", participants: n)
    schedule.addTreeReduce { _ in bytes }
    return schedule
  }

  /// An average that everybody has at the end: a tree reduce and then a tree broadcast.
  ///
  /// On equal links without sharing: 2 ceil(log2 n) (L + bytes/B).
  public static func treeAverage(bytes: Int, participants n: Int) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "tree average", participants: n)
    let atRoot = schedule.addTreeReduce { _ in bytes }
    schedule.addTreeBroadcast(bytes: bytes, after: atRoot)
    return schedule
  }

  /// Everybody's `bytes` come to participant 0, in ever larger bundles.
  ///
  /// On equal links, for a power of two: log2(n) L + (n-1) bytes/B.
  public static func treeGather(bytes: Int, participants n: Int) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "tree gather", participants: n)
    schedule.addTreeReduce { subtree in bytes * subtree }
    return schedule
  }

  /// Participant 0 sends everybody else own `bytes`, in ever smaller bundles.
  ///
  /// On equal links, for a power of two: log2(n) L + (n-1) bytes/B.
  public static func treeScatter(bytes: Int, participants n: Int) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "tree scatter", participants: n)
    var receipt = [Int?](repeating: nil, count: n)
    var previousSend = [Int?](repeating: nil, count: n)
    var reach = schedule.widestReach
    while reach >= 1 {
      for sender in stride(from: 0, to: n - reach, by: 2 * reach) {
        let receiver = sender + reach
        let after = [receipt[sender], previousSend[sender]].compactMap { $0 }
        let number = schedule.add(
          from: sender, to: receiver, bytes: bytes * min(reach, n - receiver), after: after)
        receipt[receiver] = number
        previousSend[sender] = number
      }
      reach /= 2
    }
    return schedule
  }

  /// The largest power of two below the number of participants; 0 for one alone.
  private var widestReach: Int {
    var reach = 1
    while reach < participants { reach *= 2 }
    return reach / 2
  }

  private mutating func addTreeBroadcast(bytes: Int, after first: [Int]) {
    let n = participants
    var receipt = [Int?](repeating: nil, count: n)
    var previousSend = [Int?](repeating: nil, count: n)
    var reach = 1
    while reach < n {
      for sender in 0..<min(reach, n - reach) {
        var after = [receipt[sender], previousSend[sender]].compactMap { $0 }
        if after.isEmpty { after = first }
        let number = add(from: sender, to: sender + reach, bytes: bytes, after: after)
        receipt[sender + reach] = number
        previousSend[sender] = number
      }
      reach *= 2
    }
  }

  /// Adds the transfers towards participant 0 and returns the last ones that reach it.
  ///
  /// - Parameter bytes: What a participant sends that speaks for so many.
  @discardableResult
  private mutating func addTreeReduce(bytes: (_ subtree: Int) -> Int) -> [Int] {
    let n = participants
    // What everybody has received last; it was received after all earlier ones.
    var last = [Int?](repeating: nil, count: n)
    var reach = 1
    while reach < n {
      for receiver in stride(from: 0, to: n - reach, by: 2 * reach) {
        let sender = receiver + reach
        let after = [last[receiver], last[sender]].compactMap { $0 }
        last[receiver] = add(
          from: sender, to: receiver, bytes: bytes(min(reach, n - sender)), after: after)
      }
      reach *= 2
    }
    return last.first.flatMap { $0 }.map { [$0] } ?? []
  }
}
