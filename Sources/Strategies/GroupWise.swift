import Hardware
import Learning

/// Group-wise training with delayed aggregation: the core of SoCFlow.
///
/// The devices form G logical groups, laid out so that as many as possible lie whole on one board
/// (`GroupMapping`). Inside a group every step is synchronous, by a ring, and groups that share an
/// uplink take turns on it (`CommunicationPlan`). Across groups the weights are averaged once per
/// round: among the groups' first devices, then down a tree inside each group; and the training set
/// is cut anew (`Reshuffle`). A round has G times fewer steps than with one group, and a step 2(s-1)
/// latencies for a group of s devices.
///
/// A group that loses a device gives up the round: its weights do not count in the average, which
/// is sent to those that are left of it and to devices that returned. From the next round on they
/// train as a smaller group; a shard of which every device is dead is not trained.
///
/// With `rebalance` a group's batches are not split evenly (`Balancer`).
/// Source: Xu et al., "SoCFlow: efficient and scalable DNN training on SoC-clustered edge
/// servers", ASPLOS 2024 (abstract; the layout is our reconstruction).
public struct GroupWise: Strategy {
  public static let name = "group-wise"
  public static let summary =
    "Synchronous rings inside groups of devices; weights averaged across groups once per round."
  public static let parameters =
    [
      StrategyParameter(
        name: "groups", kind: .count, help: "number of groups; divides the devices"),
      StrategyParameter(name: "batch", kind: .count, help: "samples per step of each group"),
      StrategyParameter(
        name: "mapping", kind: .choice(GroupMapping.allCases.map(\.rawValue)),
        defaultValue: GroupMapping.integrityGreedy.rawValue, help: "which devices form a group"),
      StrategyParameter(
        name: "planning", kind: .flag, defaultValue: "on",
        help: "groups take turns on uplinks that they share"),
      StrategyParameter(
        name: "reshuffle", kind: .flag, defaultValue: "on",
        help: "cut the training set into new shards every round"),
      StrategyParameter(
        name: "across", kind: .choice(Across.allCases.map(\.rawValue)),
        defaultValue: Across.ring.rawValue, help: "how the groups' first devices average"),
    ] + Rebalancing.parameters

  enum Across: String, CaseIterable {
    /// Around a ring: least bytes, 2(G-1) latencies.
    case ring
    /// Up and down a tree: 2 log2 G latencies, for many groups.
    case tree
  }

  let groups: Int
  let batch: Int
  let mapping: GroupMapping
  let planning: Bool
  let reshuffle: Bool
  let across: Across
  let rebalancing: Rebalancing

  public init(_ parameters: StrategyParameters) {
    across = Across(rawValue: parameters.choice("across")) ?? .ring
    mapping = GroupMapping(rawValue: parameters.choice("mapping")) ?? .integrityGreedy
    planning = parameters.flag("planning")
    reshuffle = parameters.flag("reshuffle")
    groups = parameters.count("groups")
    batch = parameters.count("batch")
    rebalancing = Rebalancing(parameters)
  }

  public func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    let problems = Limits.divisor(groups, "groups", what: "groups", devices: devices)
    if !problems.isEmpty { return problems }
    let size = devices / groups
    return Limits.share(batch, "batch", devices: size, of: "a group")
      + Limits.batch(
        batch, "batch", exceeds: samples / groups, of: "a group's shard of the training set")
  }

  // A device may be given any sample of its group's shard, so it stores them all; while shards are
  // exchanged it has the old and the new one.
  public func demand(devices: Int, samples: Int) -> StrategyDemand {
    StrategyDemand(
      devices: devices,
      batch: rebalancing.mostSamples(of: batch, among: max(devices / groups, 1)),
      storedSamples: (reshuffle && groups > 1 ? 2 : 1) * shares(of: samples, among: groups)[0])
  }

  public func run(_ job: TrainingJob) async throws {
    let all = job.group(job.devices, name: "all devices")
    let boards = job.devices.map(\.board)
    let bytes = job.model.parameterBytes
    let mapping = mapping.groups(boards: boards, groups: groups, seed: job.seed)
    let plan = CommunicationPlan(mapping.map { group in planning ? group.map { boards[$0] } : [] })
    var membership = Membership(job.devices)
    var formation = Formation(job, mapping, bytes: bytes, rebalancing)
    var crossing = Crossing(
      job, formation, done: Array(mapping.indices), outside: [], by: across, bytes: bytes)
    var shards = job.shards(groups)

    var stored = job.devices.map { _ in 0 }
    for (number, group) in mapping.enumerated() {
      for device in group { stored[device] = shards[number].count }
    }
    var weights = job.firstWeights()
    try await job.distributeData(stored, to: all)
    try await job.broadcastFirstWeights(to: all)
    while let round = job.nextRound() {
      try await job.judgeConfidence(weights, on: job.devices[membership.members()[0]])
      let members = mapping.map { membership.holders(among: $0) }
      if formation.members != members || formation.hasLostDevice {
        formation = Formation(job, members, bytes: bytes, rebalancing, after: formation)
      }
      if reshuffle, groups > 1, round > 1, members == mapping {
        shards = try await exchange(shards, ofRound: round, job, members)
      }
      let (start, formed, held) = (weights, formation, shards)
      let trained = try await job.simulation.concurrently(formed.names) { number -> Weights? in
        guard let group = formed.groups[number], let ring = formed.rings[number] else { return nil }
        let balancer = formed.balancers[number]
        var own = start
        let order = job.order(of: held[number], number: number, ofRound: round)
        do {
          for batch in order.batches(of: batch) {
            let split = balancer.split(of: batch.count)
            let timings = try await group.train(split, timed: balancer.isMeasuring)
            balancer.measured(split, timings)
            try await plan.inTurn(number, in: job.simulation) { try await group.run(ring) }
            try await group.addParts(vectorBytes: bytes)
            own = job.step(own, batch: batch.split(by: split))
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
            crossing = Crossing(
              job, formed, done: done, outside: outside, by: across, bytes: bytes)
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

  /// Cuts new shards and sends samples where they belong; the old shards stay if a device dies.
  private func exchange(
    _ shards: [SampleOrder], ofRound round: Int, _ job: TrainingJob, _ members: [[Int]]
  ) async throws -> [SampleOrder] {
    let new = job.shards(groups, ofRound: round)
    let moves = Reshuffle(from: shards, to: new, bytesPerSample: job.data.bytesPerSample)
    do {
      try await moves.run(job, members)
      return new
    } catch  where error is DeviceFailure || error is CollectiveFailure {
      return shards
    }
  }
}
