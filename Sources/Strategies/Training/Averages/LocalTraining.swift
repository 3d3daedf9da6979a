import Hardware
import Learning

/// Devices that train alone, each on a shard of its own, between averages.
struct LocalTraining {
  private let job: TrainingJob
  private let steps: LocalSteps
  let shards: [SampleOrder]
  private var alone: [ReplicaGroup]
  /// The latest weights of each device.
  private(set) var last: [Weights]

  init(_ job: TrainingJob, _ steps: LocalSteps, from weights: Weights) {
    self.job = job
    self.steps = steps
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
    var own =
      steps.momentum == .local ? job.combine(weightsOf: start, momentumOf: last[index]) : start
    var device = alone[index]
    let order = job.order(of: shards[index], number: index, ofRound: round)
    for batch in order.batches(of: steps.batch) {
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

  /// The mean of the senders' latest weights as they were received, by numbers of samples.
  func mean(by average: some WeightAverage, since former: Weights) -> Weights {
    job.average(
      average.senders.map { average.received(last[$0], from: $0, since: former) },
      samples: average.senders.map { shards[$0].count }, momentum: steps.momentum)
  }
}
