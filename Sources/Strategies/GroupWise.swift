import Hardware
import Learning

/// Group-wise training with delayed aggregation: the core of SoCFlow.
///
/// The devices form G logical groups, laid out so that as many as possible lie whole on one board
/// (`GroupMapping`). Inside a group every step is synchronous, by a ring; across groups the weights
/// are averaged once per round: among the groups' first devices, then down a tree inside each group. A round has G times fewer steps than with one group, and a step 2(s-1) latencies
/// for a group of s devices.
/// Source: Xu et al., "SoCFlow: efficient and scalable DNN training on SoC-clustered edge
/// servers", ASPLOS 2024 (abstract; the layout is our reconstruction).
public struct GroupWise: Strategy {
  public static let name = "group-wise"
  public static let summary =
    "Synchronous rings inside groups of devices; weights averaged across groups once per round."
  public static let parameters = [
    StrategyParameter(name: "groups", kind: .count, help: "number of groups; divides the devices"),
    StrategyParameter(name: "batch", kind: .count, help: "samples per step of each group"),
    StrategyParameter(
      name: "across", kind: .choice(Across.allCases.map(\.rawValue)),
      defaultValue: Across.ring.rawValue, help: "how the groups' first devices average"),
  ]

  enum Across: String, CaseIterable {
    /// Around a ring: least bytes, 2(G-1) latencies.
    case ring
    /// Up and down a tree: 2 log2 G latencies, for many groups.
    case tree
  }

  let groups: Int
  let batch: Int
  let across: Across

  public init(_ parameters: StrategyParameters) {
    across = Across(rawValue: parameters.choice("across")) ?? .ring
    groups = parameters.count("groups")
    batch = parameters.count("batch")
  }

  public func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    guard devices % groups == 0 else {
      let divisors = (1...devices).filter { devices % $0 == 0 }.map(String.init)
      return [
        ParameterProblem(
          parameter: "groups",
          message: "\(groups) groups do not divide \(devices) devices; these do: "
            + divisors.joined(separator: ", "))
      ]
    }
    let size = devices / groups
    return Limits.share(batch, "batch", devices: size, of: "a group")
      + Limits.batch(
        batch, "batch", exceeds: samples / groups, of: "a group's shard of the training set")
  }

  // A device may be given any sample of its group's shard, so it stores them all.
  public func demand(devices: Int, samples: Int) -> StrategyDemand {
    StrategyDemand(
      devices: devices, batch: shares(of: batch, among: max(devices / groups, 1))[0],
      storedSamples: shares(of: samples, among: groups)[0])
  }

  public func run(_ job: TrainingJob) async throws {
    let bytes = job.model.parameterBytes
    let all = job.group(job.devices, name: "all devices")
    let mapping = GroupMapping.integrityGreedy(
      boards: job.devices.map(\.board), groups: groups)
    let members = mapping.map { group in group.map { job.devices[$0] } }
    let groups = members.enumerated().map { job.group($1, name: "group \($0)") }
    let size = members[0].count
    let ring = CollectiveSchedule.ringAllReduce(bytes: bytes, participants: size)
    let rings = members.map { job.collective(ring, among: $0) }
    let leaders = members.map { $0[0] }
    let leading = job.group(leaders, name: "the groups' first devices")
    let average = job.collective(
      across == .ring
        ? .ringAllReduce(bytes: bytes, participants: leaders.count)
        : .treeAverage(bytes: bytes, participants: leaders.count), among: leaders)
    let tree = CollectiveSchedule.treeBroadcast(bytes: bytes, participants: size)
    let trees = members.map { job.collective(tree, among: $0) }
    let shards = job.shards(groups.count)

    var stored = job.devices.map { _ in 0 }
    for (number, group) in mapping.enumerated() {
      for device in group { stored[device] = shards[number].count }
    }
    var weights = job.firstWeights()
    try await job.distributeData(stored, to: all)
    try await job.broadcastFirstWeights(to: all)
    while let round = job.nextRound() {
      let start = weights
      let trained = try await job.simulation.concurrently(groups.map(\.name)) { number in
        var own = start
        let order = job.order(of: shards[number], number: number, ofRound: round)
        for batch in order.batches(of: batch) {
          let shares = shares(of: batch.count, among: size)
          try await groups[number].train(shares)
          try await groups[number].allReduce(rings[number])
          own = job.step(own, batch: batch.split(over: shares))
        }
        return own
      }
      if groups.count == 1 {
        weights = trained[0]  // Nothing to average: the one group holds equal weights already.
      } else {
        switch across {
        case .ring: try await leading.allReduce(average)
        case .tree: try await leading.treeAverage(average)
        }
        _ = try await job.simulation.concurrently(groups.map(\.name)) { number in
          try await groups[number].run(trees[number])
        }
        weights = job.average(trained, samples: shards.map(\.count), momentum: .reset)
      }
      try job.close(round: round, with: weights)
    }
  }
}
