import Hardware
import Learning
import Simulation

/// `groups: auto`: how many groups, by the accuracy of a first round with each number of them.
///
/// More groups take less time for a round and lose accuracy. From one group upwards, each number that
/// divides the devices trains one round from the first weights; when the accuracy on samples that
/// training leaves out falls by more than `fall` from one number to the next, the one before is
/// taken; many small falls are none. Its weights are those that training goes on from. All of it takes
/// its time and joules: every round tried, and the forward passes of one device over the samples.
/// Source: SoCFlow's choice of the group number by an early signal (Xu et al., ASPLOS 2024); the
/// published rule was not at hand, this one is our reconstruction.
extension GroupWise {
  /// The numbers that may be tried, from few to many.
  func counts(devices: Int, samples: Int) -> [Int] {
    (1...devices).filter {
      devices % $0 == 0 && devices / $0 <= batch && samples / $0 >= batch
    }
  }

  /// Tries numbers of groups and returns the one that is kept with the weights after its first round.
  ///
  /// Every device holds the whole training set and the first weights.
  func profiledCount(
    _ job: TrainingJob, from first: Weights, _ membership: Membership
  ) async throws -> (groups: Int, weights: Weights) {
    let samples = job.validationSamples(512)
    var kept: (groups: Int, weights: Weights, accuracy: Double)?
    var trials: [DecisionRecord.Trial] = []
    for count in counts(devices: job.devices.count, samples: job.data.trainCount) {
      try await job.judgeConfidence(first, on: job.devices[0])
      let weights = try await firstRound(of: count, job, from: first, membership)
      try await job.group([job.devices[0]], name: job.devices[0].name).compute(parts: [
        StepPart(samples: samples.count, share: ModelDescription.forwardShare)
      ])
      guard let accuracy = try job.validationAccuracy(weights, on: samples) else {
        preconditionFailure("a decision by accuracy needs learning")
      }
      trials.append(.init(value: String(count), accuracy: accuracy))
      if let kept, accuracy < kept.accuracy - fall { break }
      kept = (count, weights, accuracy)
    }
    guard let kept else { preconditionFailure("the number of groups is tried from one up") }
    job.decided(
      DecisionRecord(
        parameter: "groups", taken: String(kept.groups),
        rule: "the last number of groups before accuracy falls by more than "
          + "\((fall * 1000).rounded() / 10) points from one to the next, else the most that fit",
        time_s: job.simulation.now.seconds, trials: trials))
    return (kept.groups, kept.weights)
  }

  /// One round with so many groups; a device that dies in it ends the run.
  private func firstRound(
    of count: Int, _ job: TrainingJob, from first: Weights, _ membership: Membership
  ) async throws -> Weights {
    let groups = RoundGroups(self, job, count: count)
    let trained = try await pass(1, of: groups, from: first, job, membership)
    let weights = trained.compactMap { $0?.weights }
    guard weights.count == count else { throw NoDevicesLeft() }
    if count == 1 { return weights[0] }
    try await Crossing(
      job, groups.formation, done: Array(groups.members.indices), outside: [], by: across,
      bytes: averagedBytes(job)
    ).run(in: job.simulation)
    return job.average(weights, samples: groups.shards.map(\.count), momentum: momentum)
  }
}
