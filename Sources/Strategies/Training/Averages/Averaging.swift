import Hardware
import Learning

/// A strategy in which every device trains alone on its own shard, and the weights of all are averaged
/// once per round.
///
/// A round is one pass of every device over its shard, then an average by numbers of samples, whose
/// result goes to all devices that are there. Such strategies differ in the way of that average
/// (`WeightAverage`).
///
/// A device that dies drops out of the round, with its shard; the others go on. One that returns is
/// sent the mean at the end of the round and trains again from the next. One that a user takes does
/// the same, but goes on with its shard if it is given back before the others are done.
protocol Averaging: Strategy {
  var local: LocalSteps { get }
  /// Weights that a device keeps beside its own.
  var keptVectors: Int { get }
}

extension Averaging {
  public static var worksBesideUsers: Bool { true }

  var keptVectors: Int { 0 }

  public var synchronisesBatchNorm: Bool { true }

  public func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    Limits.batch(
      local.batch, "batch", exceeds: samples / devices, of: "a device's shard of the training set")
  }

  public func demand(devices: Int, samples: Int) -> StrategyDemand {
    StrategyDemand(
      devices: devices, batch: local.batch, storedSamples: shares(of: samples, among: devices)[0],
      vectors: keptVectors)
  }

  /// What a device sends whole: its weights, and what its optimiser keeps where that is averaged too.
  func averagedBytes(_ job: TrainingJob) -> Int {
    local.momentum == .averaged ? job.stateBytes : job.model.parameterBytes
  }

  /// Trains in rounds, each of which ends with an average.
  ///
  /// - Parameter plan: Plans an average of what some devices send, which others receive too.
  func trainInRounds<Average: WeightAverage>(
    _ job: TrainingJob, _ plan: (_ senders: [Int], _ others: [Int]) -> Average
  ) async throws {
    let membership = Membership(job.devices)
    var weights = job.firstWeights()
    var training = LocalTraining(job, local, from: weights)
    let stored = training.shards.map(\.count)
    var average: Average?
    try await job.begin(membership, stored: stored)
    while let round = job.nextRound() {
      let members = try await job.members(of: membership, forRound: round)
      try await job.judgeConfidence(weights, on: job.devices[members[0]])
      let done = try await training.pass(round, of: members, from: weights, membership)
      try await job.supply(membership, stored: stored)
      let given = try await membership.untilUndisturbed(needing: done, job) {
        membership -> Membership.Recipients? in
        let recipients = membership.recipients()
        let senders = membership.holders(among: done)
        if senders.isEmpty { return nil }
        let others = membership.living(exceptFor: senders)
        if average?.serves(senders, others) != true { average = plan(senders, others) }
        try await average?.run()
        return recipients
      }
      // When nobody is left who has trained, the round is lost, and those that kept weights begin again.
      if let given, let average {
        membership.receive(given)
        weights = training.mean(by: average, since: weights)
      }
      try job.close(round: round, with: weights)
    }
  }
}
