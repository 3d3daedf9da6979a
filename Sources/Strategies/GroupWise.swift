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
/// With `momentum: averaged` the average is one of all that the optimiser keeps as well, and so many more
/// bytes; with `reset` every round begins without momentum.
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
        help: "cut the training set into new shards every round in which no device is missing"),
      StrategyParameter(
        name: "across", kind: .choice(Across.allCases.map(\.rawValue)),
        defaultValue: Across.ring.rawValue, help: "how the groups' first devices average"),
      StrategyParameter(
        name: "momentum",
        kind: .choice([MomentumRule.reset, .averaged].map(\.rawValue)),
        defaultValue: MomentumRule.reset.rawValue,
        help: "the optimiser's momentum at an average"),
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
  let momentum: MomentumRule
  let rebalancing: Rebalancing

  public init(_ parameters: StrategyParameters) {
    across = Across(rawValue: parameters.choice("across")) ?? .ring
    momentum = MomentumRule(rawValue: parameters.choice("momentum")) ?? .reset
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
      if !counts(devices: devices, samples: samples).isEmpty { return [] }
      let tooLarge = Limits.batch(
        batch, "batch", exceeds: samples, of: "a group's shard, for any number of groups")
      return tooLarge.isEmpty
        ? [
          ParameterProblem(
            parameter: "batch",
            message: "\(samples) samples have no number of groups in which each of \(devices) "
              + "devices has a sample of \(batch), and each group \(batch) samples")
        ] : tooLarge
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
      // Every number of groups begins with the first weights, and the best so far are kept.
      return StrategyDemand(
        devices: devices, batch: batch, storedSamples: samples, vectors: 2)
    }
    return StrategyDemand(
      devices: devices,
      batch: rebalancing.mostSamples(of: batch, among: max(devices / groups, 1)),
      storedSamples: (reshuffle && groups > 1 ? 2 : 1) * shares(of: samples, among: groups)[0])
  }

  // Beside users a device may come into any group, and may be all that is left of one.
  public func demand(devices: Int, samples: Int, besideUsers: Bool) -> StrategyDemand {
    besideUsers
      ? StrategyDemand(devices: devices, batch: batch, storedSamples: samples)
      : demand(devices: devices, samples: samples)
  }

  public static var worksBesideUsers: Bool { true }

  public var decides: Bool { groups == nil }

  public var synchronisesBatchNorm: Bool { true }

  public func run(_ job: TrainingJob) async throws {
    let membership = Membership(job.devices)
    let stored = storedSamples(job)
    var weights = job.firstWeights()
    try await job.begin(membership, stored: stored)
    var count = groups ?? 1
    if groups == nil {
      (count, weights) = try await profiledCount(job, from: weights, membership)
      try job.close(round: 1, with: weights)
    }
    var groups = RoundGroups(self, job, count: count)
    var average = GroupAverage(self, job)
    while let round = job.nextRound() {
      let present = try await job.members(of: membership, forRound: round)
      try await job.judgeConfidence(weights, on: job.devices[present[0]])
      try await groups.begin(round, membership)
      let trained = try await pass(round, of: groups, from: weights, job, membership)
      try await job.supply(membership, stored: stored)
      // When every group has lost a device the round is lost, and those that live begin again.
      weights = try await average.mean(of: trained, in: groups, membership) ?? weights
      try job.close(round: round, with: weights)
    }
  }

  /// Every group passes over its shard once, all at the same time.
  ///
  /// - Returns: What became of each group; nil for one that gave up.
  func pass(
    _ round: Int, of groups: RoundGroups, from start: Weights, _ job: TrainingJob,
    _ membership: Membership
  ) async throws -> [TrainedGroup?] {
    let formation = groups.formation
    let progress = RoundProgress(participants: formation.groups.count { $0 != nil })
    return try await job.simulation.concurrently(formation.names) { number in
      let group = GroupAtWork(job, formation, number, membership, progress, rebalancing)
      let order = job.order(of: groups.shards[number], number: number, ofRound: round)
      return try await train(group, on: groups.plan, from: start, order: order)
    }
  }

  /// A pass of one group over its shard: synchronous steps by a ring.
  ///
  /// - Returns: The weights and who holds them; nil if the group has given up.
  private func train(
    _ group: GroupAtWork, on plan: CommunicationPlan, from start: Weights, order: SampleOrder
  ) async throws -> TrainedGroup? {
    if group.members.isEmpty { return nil }
    let job = group.job
    var own = start
    for batch in order.batches(of: batch) {
      let done = try await group.untilUndisturbed { devices, ring, balancer in
        let split = balancer.split(of: batch.count)
        let timings = try await devices.train(split, timed: balancer.isMeasuring)
        balancer.measured(split, timings)
        try await plan.inTurn(group.number, in: job.simulation) {
          try await devices.carry(ring)
        }
        try await devices.payForExchanges()
        try await devices.addParts(vectorBytes: job.model.parameterBytes)
        own = job.step(own, batch: batch.split(by: split))
      }
      if !done { return nil }
    }
    group.finish()
    return TrainedGroup(weights: own, members: group.members)
  }

  /// What groups average.
  func averagedBytes(_ job: TrainingJob) -> Int {
    momentum == .averaged ? job.stateBytes : job.model.parameterBytes
  }

  // MARK: Layout

  /// The devices of each group, if there are so many groups of all devices.
  func mapped(_ job: TrainingJob, groups: Int) -> [[Int]] {
    mapping.groups(boards: job.devices.map(\.board), groups: groups, seed: job.seed)
  }

  /// Whether every device stores the whole training set, as it may come into any group.
  func storesAll(_ job: TrainingJob) -> Bool { job.cluster.userLoad != nil || groups == nil }

  /// Samples that each device stores: its group's shard, or all.
  private func storedSamples(_ job: TrainingJob) -> [Int] {
    var stored = job.devices.map { _ in job.data.trainCount }
    guard let groups, !storesAll(job) else { return stored }
    let shards = shares(of: job.data.trainCount, among: groups)
    for (shard, group) in zip(shards, mapped(job, groups: groups)) {
      for device in group { stored[device] = shard }
    }
    return stored
  }
}
