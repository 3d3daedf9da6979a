extension CollectiveSchedule {
  /// An all-reduce by halving and doubling, in two times log2(n) rounds.
  ///
  /// Partners at distances n/2, ..., 2, 1 exchange halves of what each is still responsible for, and
  /// then the sums the same way back.
  ///
  /// Participants beyond the largest power of two first send all they have to a partner, and get
  /// the sum at the end. On equal links of rate B and route latency L, for a power of two:
  /// 2 log2(n) L + 2 (n-1)/n bytes/B; otherwise that of the power of two below, and 2 (L + bytes/B).
  /// Source: Thakur, Rabenseifner and Gropp, "Optimization of collective communication operations
  /// in MPICH", IJHPCA 2005.
  public static func halvingDoublingAllReduce(
    bytes: Int, participants n: Int
  ) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "halving-doubling all-reduce", participants: n)
    var core = 1
    while core * 2 <= n { core *= 2 }
    // What every member of the core must have sent and received before it goes on.
    var ready = [[Int]](repeating: [], count: core)
    for extra in core..<max(n, core) {
      ready[extra - core] = [schedule.add(from: extra, to: extra - core, bytes: bytes)]
    }
    // The part of the vector that a member is responsible for.
    var parts = [Range<Int>](repeating: 0..<bytes, count: core)
    var history: [[Range<Int>]] = []
    var distance = core / 2
    var size = Double(bytes)
    while distance >= 1 {
      history.append(parts)
      size /= 2
      let halves = parts.indices.map { member in
        half(of: parts[member], isUpper: member & distance != 0)
      }
      // Everybody sends the half that the partner keeps.
      ready = schedule.exchange(distance, size: size, ready) { halves[$0 ^ distance].count }
      parts = halves
      distance /= 2
    }
    distance = 1
    while distance < core {
      ready = schedule.exchange(distance, size: size, ready) { parts[$0].count }
      size *= 2
      parts = history.removeLast()
      distance *= 2
    }
    for extra in core..<max(n, core) {
      schedule.add(from: extra - core, to: extra, bytes: bytes, after: ready[extra - core])
    }
    return schedule
  }

  private static func half(of part: Range<Int>, isUpper: Bool) -> Range<Int> {
    let middle = part.lowerBound + (part.count + 1) / 2
    return isUpper ? middle..<part.upperBound : part.lowerBound..<middle
  }

  /// All members send to their partners at a distance; returns what each must then wait for.
  ///
  /// Partners begin together, when both are ready.
  private mutating func exchange(
    _ distance: Int, size: Double, _ ready: [[Int]], bytes: (_ member: Int) -> Int
  ) -> [[Int]] {
    let sends = ready.indices.map { member in
      add(
        from: member, to: member ^ distance, bytes: bytes(member), size: size,
        after: ready[member] + ready[member ^ distance])
    }
    return sends.indices.map { [sends[$0], sends[$0 ^ distance]] }
  }
}
