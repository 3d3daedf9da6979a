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
/// Beside users (`HarvestedGroups`) every device stores the whole training set, and each round begins
/// with groups cut from the devices that no user has: about as large as in the file, so fewer of them
/// when there are fewer devices. A group that loses a device to a user repeats the step without it; one
/// that loses its last goes on from a checkpoint if a device is given back before the others are done.
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
        name: "groups", kind: .countOr("auto"),
        help: "number of groups; divides the devices; auto finds it by early accuracy"),
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
      StrategyParameter(
        name: "fall", kind: .share, defaultValue: "0.05",
        help: "of early accuracy, that is too much when groups are counted automatically"),
    ] + Rebalancing.parameters

  enum Across: String, CaseIterable {
    /// Around a ring: least bytes, 2(G-1) latencies.
    case ring
    /// Up and down a tree: 2 log2 G latencies, for many groups.
    case tree
  }

  /// Nil for a number that is found by early accuracy.
  let groups: Int?
  let fall: Double
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
    groups = parameters.countOrNil("groups")
    fall = parameters.share("fall")
    batch = parameters.count("batch")
    rebalancing = Rebalancing(parameters)
  }

  public func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    guard let groups else {
      return counts(devices: devices, samples: samples).isEmpty
        ? Limits.batch(
          batch, "batch", exceeds: samples, of: "a group's shard, for any number of groups") : []
    }
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
    guard let groups else {
      return StrategyDemand(
        devices: devices, batch: batch, storedSamples: samples)
    }
    return StrategyDemand(
      devices: devices,
      batch: rebalancing.mostSamples(of: batch, among: max(devices / groups, 1)),
      storedSamples: (reshuffle && groups > 1 ? 2 : 1) * shares(of: samples, among: groups)[0])
  }

  public static var worksBesideUsers: Bool { true }

  public var decides: Bool { groups == nil }

  public func run(_ job: TrainingJob) async throws {
    let boards = job.devices.map(\.board)
    let bytes = job.model.parameterBytes
    let besideUsers = job.cluster.userLoad != nil
    // Who may come into any group holds the whole training set.
    let storesAll = besideUsers || groups == nil
    let shardOf = shares(of: job.data.trainCount, among: groups ?? 1)
    var stored = job.devices.map { _ in job.data.trainCount }
    if let groups, !storesAll {
      let mapping = mapping.groups(boards: boards, groups: groups, seed: job.seed)
      for (number, group) in mapping.enumerated() {
        for device in group { stored[device] = shardOf[number] }
      }
    }
    let membership = Membership(job.devices)
    var weights = job.firstWeights()
    try await job.begin(membership, stored: stored)
    var count = groups ?? 1
    if groups == nil {
      (count, weights) = try await profiledCount(job, from: weights, membership)
      try job.close(round: 1, with: weights)
    }

    let mapping = mapping.groups(boards: boards, groups: count, seed: job.seed)
    func planned(_ groups: [[Int]]) -> CommunicationPlan {
      CommunicationPlan(groups.map { group in planning ? group.map { boards[$0] } : [] })
    }
    var plan = planned(mapping)
    var formation = Formation(job, mapping, bytes: bytes, rebalancing)
    var crossing = Crossing(
      job, formation, done: Array(mapping.indices), outside: [], by: across, bytes: bytes)
    var shards = job.shards(count)
    while let round = job.nextRound() {
      let present = try await job.members(of: membership, forRound: round)
      try await job.judgeConfidence(weights, on: job.devices[present[0]])
      let members: [[Int]]
      if besideUsers {
        members = try await HarvestedGroups(mapping).cut(membership, job)
        shards =
          reshuffle ? job.shards(members.count, ofRound: round) : job.shards(members.count)
      } else {
        members = mapping.map { membership.holders(among: $0) }
      }
      if members != formation.members { plan = planned(members) }
      if formation.members != members || formation.hasLostDevice {
        formation = Formation(job, members, bytes: bytes, rebalancing, after: formation)
      }
      if reshuffle, count > 1, round > 1, members == mapping, !besideUsers {
        shards =
          storesAll
          ? job.shards(count, ofRound: round)
          : try await exchange(shards, ofRound: round, job, members)
      }
      let (start, formed, held, turns) = (weights, formation, shards, plan)
      let progress = RoundProgress(participants: formed.groups.filter { $0 != nil }.count)
      let trained = try await job.simulation.concurrently(formed.names) { number in
        try await train(
          GroupAtWork(job, formed, number, membership, progress, rebalancing), on: turns,
          from: start,
          order: job.order(of: held[number], number: number, ofRound: round))
      }
      let isWhole = members.map(\.count) == mapping.map(\.count) && !formed.hasLostDevice
      var done = Array(members.indices)
      if members.count > 1 || !isWhole {
        let finals = trained.indices.filter { trained[$0] != nil }
        try await job.supply(membership, stored: stored)
        let needed = finals.flatMap { trained[$0]?.members ?? [] }
        let crossed = try await membership.untilUndisturbed(
          needing: needed.isEmpty ? Array(job.devices.indices) : needed, job
        ) { membership in
          let recipients = membership.recipients()
          // A group whose first device has died since has nobody who could speak for it; what a user
          // has taken is left out.
          let standing = members.indices.map { number in
            membership.holders(among: trained[number]?.members ?? [])
          }
          let done = finals.filter {
            besideUsers ? !standing[$0].isEmpty : standing[$0] == members[$0]
          }
          if done.isEmpty { return (done, recipients) }
          let outside = membership.living(exceptFor: done.flatMap { standing[$0] })
          if members.count == 1, outside.isEmpty { return (done, recipients) }
          let isPresent = done.allSatisfy { standing[$0] == members[$0] }
          let groups =
            isPresent && (!besideUsers || !formed.hasLostDevice)
            ? formed : Formation(job, standing, bytes: bytes)
          if !crossing.serves(groups, done: done, outside: outside) {
            crossing = Crossing(
              job, groups, done: done, outside: outside, by: across, bytes: bytes)
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
          ? trained[done[0]]?.weights ?? weights  // Nothing to average.
          : job.average(
            done.compactMap { trained[$0]?.weights }, samples: done.map { shards[$0].count },
            momentum: .reset)
      try job.close(round: round, with: weights)
    }
  }

  /// A pass of one group over its shard.
  ///
  /// - Returns: The weights and who holds them; nil if the group has given up.
  func train(
    _ group: GroupAtWork, on plan: CommunicationPlan, from start: Weights, order: SampleOrder
  ) async throws -> (weights: Weights, members: [Int])? {
    if group.members.isEmpty { return nil }
    let job = group.job
    var own = start
    for batch in order.batches(of: batch) {
      let done = try await group.untilUndisturbed { devices, ring, balancer in
        let split = balancer.split(of: batch.count)
        let timings = try await devices.train(split, timed: balancer.isMeasuring)
        balancer.measured(split, timings)
        try await plan.inTurn(group.number, in: job.simulation) { try await devices.run(ring) }
        try await devices.addParts(vectorBytes: job.model.parameterBytes)
        own = job.step(own, batch: batch.split(by: split))
      }
      if !done { return nil }
    }
    group.finish()
    return (own, group.members)
  }

  /// Cuts new shards and sends samples where they belong; the old shards stay if a device dies.
  private func exchange(
    _ shards: [SampleOrder], ofRound round: Int, _ job: TrainingJob, _ members: [[Int]]
  ) async throws -> [SampleOrder] {
    let new = job.shards(shards.count, ofRound: round)
    let moves = Reshuffle(from: shards, to: new, bytesPerSample: job.data.bytesPerSample)
    do {
      try await moves.run(job, members)
      return new
    } catch  where error is DeviceFailure || error is CollectiveFailure {
      return shards
    }
  }
}
