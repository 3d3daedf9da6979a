import Hardware

/// One group in a round: it goes on without the devices that users take.
final class GroupAtWork {
  let job: TrainingJob
  let number: Int
  /// Who holds the group's weights.
  private(set) var members: [Int]
  private var group: ReplicaGroup?
  private var ring: Collective?
  private var balancer: Balancer
  private let rebalancing: Rebalancing
  private let membership: Membership
  private let progress: RoundProgress

  init(
    _ job: TrainingJob, _ formation: Formation, _ number: Int, _ membership: Membership,
    _ progress: RoundProgress, _ rebalancing: Rebalancing
  ) {
    self.rebalancing = rebalancing
    balancer = formation.balancers[number]
    self.job = job
    self.number = number
    members = formation.members[number]
    group = formation.groups[number]
    ring = formation.rings[number]
    self.membership = membership
    self.progress = progress
  }

  /// Tries a step again for as long as users take devices in it.
  ///
  /// - Returns: False if the group has given up.
  func untilUndisturbed(
    _ step: (ReplicaGroup, Collective, Balancer) async throws -> Void
  ) async throws -> Bool {
    while let group, let ring {
      do {
        try await step(group, ring, balancer)
        return true
      } catch  where error is DeviceFailure || error is CollectiveFailure {
        guard group.hasLostDevice else { throw error }
        try await shrink()
      }
    }
    return false
  }

  /// Goes on with those that are left; with none left waits for one that is given back.
  private func shrink() async throws {
    var left = job.cluster.userLoad == nil ? [] : membership.holders(among: members)
    if left.isEmpty { left = try await membership.resume(members, progress, job) }
    let devices = left.map { job.devices[$0] }
    group = devices.isEmpty ? nil : job.trainingGroup(devices, name: "group \(number)")
    ring =
      devices.isEmpty
      ? nil
      : job.collective(
        .ringAllReduce(bytes: job.model.parameterBytes, participants: devices.count),
        among: devices)
    balancer = job.balancer(devices, rebalancing)
    members = left
  }

  func finish() { progress.finish(in: job.simulation) }
}

/// What a group has come to at the end of a round.
struct TrainedGroup {
  let weights: Weights
  /// Who held them when it was done.
  let members: [Int]
}
