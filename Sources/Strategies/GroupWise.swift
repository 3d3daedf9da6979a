import Hardware
import Learning

/// Group-wise training with delayed aggregation: the core of SoCFlow.
///
/// The devices form G logical groups, laid out so that as many as possible lie whole on one board
/// (`GroupMapping`). Inside a group every step is synchronous, by a ring; across groups the weights
/// are averaged once per round: among the groups' first devices, then down a tree inside each group. A round has G times fewer steps than with one group, and a step 2(s-1) latencies
/// for a group of s devices.
///
/// A group that loses a device gives up the round: its weights do not count in the average, which
/// is sent to those that are left of it and to devices that returned. From the next round on they
/// train as a smaller group; a shard of which every device is dead is not trained.
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
    let all = job.group(job.devices, name: "all devices")
    let mapping = GroupMapping.integrityGreedy(
      boards: job.devices.map(\.board), groups: groups)
    var membership = Membership(job.devices)
    var formation = Formation(job, mapping)
    var crossing = Crossing(job, formation, done: Array(mapping.indices), outside: [], by: across)
    let shards = job.shards(groups)

    var stored = job.devices.map { _ in 0 }
    for (number, group) in mapping.enumerated() {
      for device in group { stored[device] = shards[number].count }
    }
    var weights = job.firstWeights()
    try await job.distributeData(stored, to: all)
    try await job.broadcastFirstWeights(to: all)
    while let round = job.nextRound() {
      _ = try membership.members()
      let members = mapping.map { membership.holders(among: $0) }
      if formation.members != members || formation.hasLostDevice {
        formation = Formation(job, members)
      }
      let (start, formed) = (weights, formation)
      let trained = try await job.simulation.concurrently(formed.names) { number -> Weights? in
        guard let group = formed.groups[number], let ring = formed.rings[number] else { return nil }
        var own = start
        let order = job.order(of: shards[number], number: number, ofRound: round)
        do {
          for batch in order.batches(of: batch) {
            let shares = shares(of: batch.count, among: group.devices.count)
            try await group.train(shares)
            try await group.allReduce(ring)
            own = job.step(own, batch: batch.split(over: shares))
          }
        } catch  where error is DeviceFailure || error is CollectiveFailure {
          guard group.hasLostDevice else { throw error }
          return nil
        }
        return own
      }
      let isWhole = members.map(\.count) == mapping.map(\.count) && !formed.hasLostDevice
      var done = Array(mapping.indices)
      if groups > 1 || !isWhole {
        let crossed = try await membership.untilUndisturbed { membership in
          let recipients = membership.recipients()
          // A group whose first device has died since has nobody who could speak for it.
          let done = done.filter { number in
            trained[number] != nil
              && membership.holders(among: formed.members[number]) == formed.members[number]
          }
          if done.isEmpty { return (done, recipients) }
          let outside = membership.living(exceptFor: done.flatMap { formed.members[$0] })
          if !crossing.serves(formed, done: done, outside: outside) {
            crossing = Crossing(job, formed, done: done, outside: outside, by: across)
          }
          try await crossing.run(in: job.simulation)
          return (done, recipients)
        }
        done = crossed.0
        if !done.isEmpty { membership.receive(crossed.1) }
      }
      // When every group has lost a device the round is lost, and those that live begin again.
      weights =
        done.isEmpty
        ? start
        : done.count == 1
          ? trained[done[0]] ?? weights  // Nothing to average.
          : job.average(
            done.compactMap { trained[$0] }, samples: done.map { shards[$0].count },
            momentum: .reset)
      try job.close(round: round, with: weights)
    }
  }
}
