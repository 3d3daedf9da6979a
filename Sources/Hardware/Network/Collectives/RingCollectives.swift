/// Collectives around a ring, where everybody only ever sends to the next.
extension CollectiveSchedule {
  /// A ring all-reduce: every participant ends with the sum of everybody's `bytes`.
  ///
  /// 2(n-1) rounds of near-equal parts to the next neighbour: n-1 that add, n-1 that spread the
  /// sums. A participant begins a round when it has sent and received in the one before. On equal
  /// links of rate B and route latency L it takes 2(n-1)(L + bytes/(nB)). The accounts count whole
  /// bytes; in time all parts are equal, because one odd byte would hold up every round.
  /// Source: Patarasuk and Yuan, "Bandwidth optimal all-reduce algorithms", JPDC 2009.
  public static func ringAllReduce(bytes: Int, participants n: Int) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "ring all-reduce", participants: n)
    schedule.addRing(bytes: bytes, rounds: 2 * (n - 1))
    return schedule
  }

  /// The first half of a ring all-reduce: everybody ends with one part of the sum.
  ///
  /// On equal links of rate B and route latency L: (n-1)(L + bytes/(nB)).
  public static func ringReduceScatter(bytes: Int, participants n: Int) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "ring reduce-scatter", participants: n)
    schedule.addRing(bytes: bytes, rounds: n - 1)
    return schedule
  }

  /// Everybody ends with everybody's part of `bytes` in all.
  ///
  /// On equal links of rate B and route latency L: (n-1)(L + bytes/(nB)).
  public static func ringAllGather(bytes: Int, participants n: Int) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "ring all-gather", participants: n)
    schedule.addRing(bytes: bytes, rounds: n - 1)
    return schedule
  }

  private mutating func addRing(bytes: Int, rounds: Int) {
    let n = participants
    let parts = Self.parts(of: bytes, into: n)
    for round in 0..<max(rounds, 0) {
      for sender in 0..<n {
        let earlier = (round - 1) * n
        add(
          from: sender, to: (sender + 1) % n,
          // Which part moves: in round r sender i passes on part i - r.
          bytes: parts[((sender - round) % n + n) % n], size: Double(bytes) / Double(n),
          after: round == 0 ? [] : [earlier + sender, earlier + (sender + n - 1) % n])
      }
    }
  }

  /// A broadcast from participant 0 along a chain, in pieces that follow each other.
  ///
  /// On equal links of rate B and route latency L: (n-2+k)(L + bytes/(kB)) with k pieces.
  public static func chainBroadcast(
    bytes: Int, pieces: Int, participants n: Int
  ) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "chain broadcast", participants: n)
    let parts = parts(of: bytes, into: pieces)
    for piece in 0..<pieces {
      for sender in 0..<n - 1 {
        let number = piece * (n - 1) + sender
        var after: [Int] = []
        if sender > 0 { after.append(number - 1) }
        if piece > 0 { after.append(number - (n - 1)) }
        schedule.add(
          from: sender, to: sender + 1, bytes: parts[piece],
          size: Double(bytes) / Double(pieces), after: after)
      }
    }
    return schedule
  }
}
