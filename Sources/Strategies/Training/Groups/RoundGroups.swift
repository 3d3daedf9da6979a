import Hardware
import Learning

/// The groups of a round of group-wise training: their devices, their shards, and their turns on
/// uplinks.
///
/// On devices of training's own the groups are fixed, and each has those of its devices that are
/// left; beside users they are cut anew for every round (`HarvestedGroups`).
struct RoundGroups {
  private let strategy: GroupWise
  private let job: TrainingJob
  /// The groups of all devices.
  private let whole: [[Int]]
  private(set) var formation: Formation
  private(set) var plan: CommunicationPlan
  /// The samples of each group.
  private(set) var shards: [SampleOrder]

  init(_ strategy: GroupWise, _ job: TrainingJob, count: Int) {
    self.strategy = strategy
    self.job = job
    whole = strategy.mapped(job, groups: count)
    plan = Self.plan(strategy, job, whole)
    formation = Formation(
      job, whole, bytes: strategy.averagedBytes(job), strategy.rebalancing)
    shards = job.shards(count)
  }

  var members: [[Int]] { formation.members }

  /// Whether it is one group of all devices, which has nobody to average with.
  var isOneOfAll: Bool {
    members.count == 1 && members.map(\.count) == whole.map(\.count) && !formation.hasLostDevice
  }

  /// Forms the groups of a round from devices that hold the weights, and gives them their shards.
  ///
  /// - Throws: `NoDevicesLeft`.
  mutating func begin(_ round: Int, _ membership: Membership) async throws {
    if job.cluster.userLoad != nil {
      form(try await HarvestedGroups(whole).cut(membership, job))
      shards = newShards(ofRound: strategy.reshuffle ? round : 1)
      return
    }
    form(whole.map { membership.holders(among: $0) })
    if strategy.reshuffle, whole.count > 1, round > 1, members == whole {
      let new = newShards(ofRound: round)
      shards = strategy.storesAll(job) ? new : try await exchanged(for: new)
    }
  }

  private mutating func form(_ members: [[Int]]) {
    if members == self.members, !formation.hasLostDevice { return }
    if members != self.members { plan = Self.plan(strategy, job, members) }
    formation = Formation(
      job, members, bytes: strategy.averagedBytes(job), strategy.rebalancing, after: formation)
  }

  private static func plan(
    _ strategy: GroupWise, _ job: TrainingJob, _ members: [[Int]]
  ) -> CommunicationPlan {
    CommunicationPlan(
      members.map { group in strategy.planning ? group.map { job.devices[$0].board } : [] })
  }

  private func newShards(ofRound round: Int) -> [SampleOrder] {
    job.shards(members.count, ofRound: round)
  }

  /// Sends samples where new shards have them; the old shards stay if a device dies.
  private func exchanged(for new: [SampleOrder]) async throws -> [SampleOrder] {
    let moves = Reshuffle(from: shards, to: new, bytesPerSample: job.data.bytesPerSample)
    do {
      try await moves.run(job, members)
      return new
    } catch  where error is DeviceFailure || error is CollectiveFailure {
      return shards
    }
  }
}
