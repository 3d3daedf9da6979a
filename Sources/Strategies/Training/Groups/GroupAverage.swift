import Hardware
import Learning

/// The average across groups that ends a round: whose weights count, and who is sent the mean.
///
/// On devices of training's own a group counts if it is there as a whole: of one that lost a device
/// since, nobody can tell who would speak for it. Beside users it counts with those of its devices that
/// are there. All others that are there receive.
struct GroupAverage {
  private let strategy: GroupWise
  private let job: TrainingJob
  /// The messages of the last average, which mostly do for the next.
  private var crossing: Crossing?

  init(_ strategy: GroupWise, _ job: TrainingJob) {
    self.strategy = strategy
    self.job = job
  }

  private var bytes: Int { strategy.averagedBytes(job) }

  /// The mean of the weights of all groups that count, by their numbers of samples.
  ///
  /// - Parameter trained: What became of each group in the round; nil for one that gave up.
  /// - Returns: Nil if no group counts: then the round is lost.
  mutating func mean(
    of trained: [TrainedGroup?], in groups: RoundGroups, _ membership: Membership
  ) async throws -> Weights? {
    var counted = Array(trained.indices)
    if !groups.isOneOfAll {
      let done = trained.compactMap { $0?.members }.flatMap(\.self)
      let (finals, recipients) = try await membership.untilUndisturbed(
        needing: done, job
      ) { membership in
        let recipients = membership.recipients()
        return (try await send(trained, in: groups, membership), recipients)
      }
      if finals.isEmpty { return nil }
      membership.receive(recipients)
      counted = finals
    }
    let finals = counted.compactMap { trained[$0]?.weights }
    if finals.count < 2 { return finals.first }  // Nothing to average.
    return job.average(
      finals, samples: counted.map { groups.shards[$0].count }, momentum: strategy.momentum)
  }

  /// Sends the weights of the groups that count across, and the mean to all devices that are there.
  ///
  /// - Returns: The groups that count.
  private mutating func send(
    _ trained: [TrainedGroup?], in groups: RoundGroups, _ membership: Membership
  ) async throws -> [Int] {
    let standing = trained.map { membership.holders(among: $0?.members ?? []) }
    let besideUsers = job.cluster.userLoad != nil
    let counted = trained.indices.filter {
      trained[$0] != nil
        && (besideUsers ? !standing[$0].isEmpty : standing[$0] == groups.members[$0])
    }
    if counted.isEmpty { return [] }
    let outside = membership.living(exceptFor: counted.flatMap { standing[$0] })
    if groups.members.count == 1, outside.isEmpty { return counted }
    let areAsFormed = counted.allSatisfy { standing[$0] == groups.members[$0] }
    let formation =
      areAsFormed && (!besideUsers || !groups.formation.hasLostDevice)
      ? groups.formation : Formation(job, standing, bytes: bytes)
    if crossing?.serves(formation, done: counted, outside: outside) != true {
      crossing = Crossing(
        job, formation, done: counted, outside: outside, by: strategy.across, bytes: bytes)
    }
    try await crossing?.run(in: job.simulation)
    return counted
  }
}
