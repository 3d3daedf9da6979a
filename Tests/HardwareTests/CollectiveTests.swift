import Hardware
import Simulation
import Testing

/// Every collective against its closed form on equal links around one switch.
@Suite struct CollectiveClosedFormTests {
  private static let rate = 1e8
  /// Of a route of two links.
  private static let latency = SimDuration(nanoseconds: 100_000)
  private let size = 1_000_003  // no number of participants divides it

  private func check(
    _ schedule: CollectiveSchedule, rounds: Double, vectors: Double,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let (simulation, network, hosts) = starNetwork(
      hosts: schedule.participants, bytesPerSecond: Self.rate,
      latency: SimDuration(nanoseconds: 50_000))
    let collective = Collective(schedule, among: hosts, network: network, in: simulation)
    simulation.spawn("collective") { try await collective.run(in: simulation) }
    let measured = try simulation.run().seconds
    let expected = rounds * Self.latency.seconds + vectors * Double(size) / Self.rate
    #expect(
      abs(measured - expected) <= 1e-9 * expected + 0.501e-9,
      "\(schedule.name) among \(schedule.participants)", sourceLocation: location)
    let bytes = network.linkRecords(at: simulation.now).reduce(0) { $0 + $1.bytes }
    #expect(bytes == 2 * schedule.totalBytes, sourceLocation: location)
  }

  @Test("rings", arguments: [2, 3, 8, 16, 60])
  func rings(n: Int) throws {
    let (rounds, parts) = (Double(n - 1), Double(n - 1) / Double(n))
    try check(
      .ringAllReduce(bytes: size, participants: n), rounds: 2 * rounds, vectors: 2 * parts)
    try check(.ringReduceScatter(bytes: size, participants: n), rounds: rounds, vectors: parts)
    try check(.ringAllGather(bytes: size, participants: n), rounds: rounds, vectors: parts)
  }

  @Test("a chain broadcast in pieces", arguments: [(2, 1), (5, 1), (5, 10), (32, 7)])
  func chain(n: Int, pieces: Int) throws {
    let rounds = Double(n - 2 + pieces)
    try check(
      .chainBroadcast(bytes: size, pieces: pieces, participants: n), rounds: rounds,
      vectors: rounds / Double(pieces))
  }

  @Test("everything at once", arguments: [2, 5, 32])
  func star(n: Int) throws {
    let others = Double(n - 1)
    try check(.gather(bytes: size, participants: n), rounds: 1, vectors: others)
    try check(.scatter(bytes: Array(repeating: size, count: n)), rounds: 1, vectors: others)
    try check(.broadcast(bytes: size, participants: n), rounds: 1, vectors: others)
    try check(.allToAll(bytes: size, participants: n), rounds: 1, vectors: others)
  }

  @Test("a parameter server in shards", arguments: [(2, 1), (2, 2), (12, 1), (12, 5), (12, 12)])
  func shards(n: Int, servers: Int) throws {
    let vectors = Double(n - 1) / Double(servers)
    try check(
      .shardedPush(bytes: size, servers: servers, participants: n), rounds: 1, vectors: vectors)
    try check(
      .shardedPull(bytes: size, servers: servers, participants: n), rounds: 1, vectors: vectors)
  }

  @Test("trees", arguments: [(1, 0), (2, 1), (3, 2), (8, 3), (9, 4), (60, 6)])
  func trees(n: Int, depth: Double) throws {
    try check(.treeBroadcast(bytes: size, participants: n), rounds: depth, vectors: depth)
    try check(.treeReduce(bytes: size, participants: n), rounds: depth, vectors: depth)
    try check(.treeAverage(bytes: size, participants: n), rounds: 2 * depth, vectors: 2 * depth)
  }

  @Test("trees with bundles", arguments: [(2, 1), (4, 2), (32, 5)])
  func bundles(n: Int, depth: Double) throws {
    try check(.treeGather(bytes: size, participants: n), rounds: depth, vectors: Double(n - 1))
    try check(.treeScatter(bytes: size, participants: n), rounds: depth, vectors: Double(n - 1))
  }

  @Test("halving-doubling", arguments: [1, 2, 4, 32])
  func halvingDoubling(n: Int) throws {
    let rounds = 2 * Double(n.trailingZeroBitCount)
    try check(
      .halvingDoublingAllReduce(bytes: size, participants: n), rounds: rounds,
      vectors: 2 * Double(n - 1) / Double(n))
  }

  @Test("halving-doubling with participants beyond a power of two", arguments: [(3, 2), (60, 32)])
  func folded(n: Int, core: Int) throws {
    try check(
      .halvingDoublingAllReduce(bytes: size, participants: n),
      rounds: 2 * Double(core.trailingZeroBitCount) + 2,
      vectors: 2 * Double(core - 1) / Double(core) + 2)
  }

  @Test("an all-reduce moves 2(n-1) S bytes in all, also when n does not divide S")
  func bytes() {
    for n in [3, 7, 32] {
      let schedule = CollectiveSchedule.ringAllReduce(bytes: 1001, participants: n)
      #expect(schedule.totalBytes == 2 * (n - 1) * 1001)
      let sent = schedule.transfers.count { $0.from == 0 }
      #expect(sent == 2 * (n - 1))
    }
    let halving = CollectiveSchedule.halvingDoublingAllReduce(bytes: 1001, participants: 32)
    #expect(halving.totalBytes == 2 * 31 * 1001)
  }
}
