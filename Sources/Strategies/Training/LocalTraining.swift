import Hardware
import Learning

/// Devices that train alone, each on a shard of its own, between averages.
struct LocalTraining {
  private let job: TrainingJob
  private let batch: Int
  private let momentum: MomentumRule
  let shards: [SampleOrder]
  private var alone: [ReplicaGroup]
  /// The latest weights of each device.
  private(set) var last: [Weights]

  init(_ job: TrainingJob, batch: Int, momentum: MomentumRule, from weights: Weights) {
    self.job = job
    self.batch = batch
    self.momentum = momentum
    shards = job.shards(job.devices.count)
    alone = job.devices.map { job.group([$0], name: $0.name) }
    last = job.devices.map { _ in weights }
  }

  /// Every member passes over its shard once, all at the same time.
  ///
  /// One that a user takes goes on from its checkpoint if it is given back before the others are done.
  ///
  /// - Returns: Those that got to the end of it: a device that dies drops out.
  mutating func pass(
    _ round: Int, of members: [Int], from start: Weights, _ membership: Membership
  ) async throws -> [Int] {
    for index in members where alone[index].hasLostDevice { formAnew(index) }
    let this = self
    let progress = RoundProgress(participants: members.count)
    let trained = try await job.simulation.concurrently(members.map { alone[$0].name }) {
      try await this.pass(round, of: members[$0], from: start, membership, progress)
    }
    for (number, index) in members.enumerated() { last[index] = trained[number] ?? last[index] }
    return members.indices.filter { trained[$0] != nil }.map { members[$0] }
  }

  private mutating func formAnew(_ index: Int) {
    alone[index] = job.group([job.devices[index]], name: job.devices[index].name)
  }

  private func pass(
    _ round: Int, of index: Int, from start: Weights, _ membership: Membership,
    _ progress: RoundProgress
  ) async throws -> Weights? {
    var own = momentum == .local ? job.combine(weightsOf: start, momentumOf: last[index]) : start
    var device = alone[index]
    for batch in job.order(of: shards[index], number: index, ofRound: round).batches(of: batch) {
      while true {
        do {
          try await device.train([batch.count])
          break
        } catch is DeviceFailure {
          if try await membership.resume([index], progress, job).isEmpty { return nil }
          device = job.group([job.devices[index]], name: device.name)
        }
      }
      own = job.step(own, batch: batch)
    }
    progress.finish(in: job.simulation)
    return own
  }

  /// The mean of the senders' latest weights, by their numbers of samples.
  ///
  /// - Parameter reference: Weights that all have, if what was sent is the change since them in three
  ///   values; nil for weights as they are.
  /// - Parameter whole: Senders whose weights count as they are all the same: they send none.
  func average(
    _ senders: [Int], ternarySince reference: Weights? = nil, whole: Set<Int> = []
  ) -> Weights {
    job.average(
      senders.map { sender in
        guard let reference, !whole.contains(sender) else { return last[sender] }
        return job.ternarised(last[sender], since: reference)
      }, samples: senders.map { shards[$0].count }, momentum: momentum)
  }
}
