import Hardware
import Learning
import Simulation

/// The weights of one replica group at some point: a handle, not numbers.
///
/// When nothing is learned (timing only) there is nothing behind it.
public struct Weights: Sendable {
  let state: ModelState?
}

/// One strategy's training of one model on one cluster: what a strategy works with.
///
/// It joins the three things that a strategy combines: modelled time (`simulation`), modelled
/// hardware (`cluster`) and learning values (`step`, `average`, `close`).
public final class TrainingJob {
  public let simulation: Simulation
  public let cluster: Cluster
  /// The devices that the scenario gives to training, in board order.
  public let devices: [Device]
  public let model: ModelDescription
  public let data: DataSetDescription
  public let precision: TrainingPrecision
  public let batchNorm: BatchNormMode
  /// Bytes of a full state: the weights, and all that the optimiser keeps beside them.
  public let stateBytes: Int
  public let seed: UInt64
  let costs: StepCosts
  private let goal: TrainingGoal
  private let learner: Learner?
  /// The samples to train on, where some are held out, and those that are.
  private let pool: [Int32]?
  private let validation: SampleOrder?
  private let progress: (RoundRecord) -> Void
  /// Every round that has been closed.
  public private(set) var rounds: [RoundRecord] = []
  /// What was decided by validation, in its order.
  public private(set) var decisions: [DecisionRecord] = []
  private var isTargetReached = false
  private var samplesInRound = 0
  private var stepsInRound = 0
  private var bytesBefore = 0
  private var stepsSinceRequest = 0
  /// How alike the logits of both formats were when last compared; nil before the first time.
  private var similarity: Double?

  /// - Parameters:
  ///   - data: Without what is held out.
  ///   - validation: Samples of the training set, beside those of `data`, that training leaves out.
  ///   - precision: What training steps cost; the cluster has processors for its formats.
  ///   - batchNorm: Whether devices that train a batch together meet at every normalisation.
  ///   - optimizer: Decides what a full state is.
  ///   - learner: Where learning values come from; nil trains nothing and only takes time.
  ///   - progress: Called with every round that closes.
  public init(
    simulation: Simulation, cluster: Cluster, devices: [Device], model: ModelDescription,
    data: DataSetDescription, validation: Int = 0, precision: TrainingPrecision = .fp32,
    batchNorm: BatchNormMode = .perWorker,
    optimizer: Optimizer, goal: TrainingGoal, learner: Learner?,
    progress: @escaping (RoundRecord) -> Void = { _ in }
  ) {
    self.simulation = simulation
    self.cluster = cluster
    self.devices = devices
    self.model = model
    self.data = data
    self.precision = precision
    self.batchNorm = batchNorm
    stateBytes = model.parameterBytes * precision.stateVectors(optimizer)
    costs = StepCosts(model, precision, on: devices.first)
    self.goal = goal
    self.learner = learner
    self.progress = progress
    seed = simulation.seed
    if validation > 0 {
      let split = SampleOrder.split(
        count: data.trainCount + validation, validation: validation, seed: seed)
      (pool, self.validation) = (split.training, split.validation)
    } else {
      (pool, self.validation) = (nil, nil)
    }
  }

  // MARK: Rounds

  /// The number of the next round; nil when the goal is reached or the rounds are used up.
  public func nextRound() -> Int? {
    if isTargetReached && goal.stop == .atTarget { return nil }
    return rounds.count < goal.rounds ? rounds.count + 1 : nil
  }

  /// Closes a round at this instant: evaluates the weights on the test set and records the row.
  ///
  /// This is the only place where a run waits for real computation: it stops simulated time until
  /// the accuracy is known. Evaluating costs no simulated time or energy; it is the reporter's.
  public func close(round: Int, with weights: Weights) throws {
    let now = simulation.now
    var result: MetricValue?
    if let learner, let state = weights.state { result = try learner.read(learner.evaluate(state)) }
    let record = RoundRecord(
      round: round, time_s: now.seconds,
      energy_server_J: cluster.meter.energy(.server, at: now).joules,
      energy_used_J: cluster.meter.energy(.used, at: now).joules, samples: samplesInRound,
      steps: stepsInRound, bytes: cluster.network.bytesSent - bytesBefore, loss: result?.loss,
      accuracy: result?.accuracy)
    samplesInRound = 0
    stepsInRound = 0
    bytesBefore = cluster.network.bytesSent
    rounds.append(record)
    simulation.fingerprint.add(.roundClosed, subject: round, at: now, amount: record.samples)
    if let accuracy = record.accuracy, let target = goal.accuracy, accuracy >= target {
      isTargetReached = true
    }
    progress(record)
  }

  // MARK: Samples

  /// Places among the samples to train on, as samples of the training set.
  private func picked(_ order: SampleOrder) -> SampleOrder { pool.map(order.picked) ?? order }

  /// The whole training set in the order of a round, the same for every strategy.
  public func order(ofRound round: Int) -> SampleOrder {
    picked(
      .shuffled(count: data.trainCount, seed: seed, name: "round \(round)", epoch: round))
  }

  /// The training set cut into `count` fixed parts of shuffled samples.
  public func shards(_ count: Int) -> [SampleOrder] {
    picked(.shuffled(count: data.trainCount, seed: seed, name: "shards")).shards(count)
  }

  /// The training set cut anew for a round: the shards of round 1 are the fixed ones.
  public func shards(_ count: Int, ofRound round: Int) -> [SampleOrder] {
    if round == 1 { return shards(count) }
    return picked(
      .shuffled(count: data.trainCount, seed: seed, name: "shards of round \(round)")
    ).shards(count)
  }

  /// A part of the training set in the order of a round.
  public func order(of shard: SampleOrder, number: Int, ofRound round: Int) -> SampleOrder {
    shard.shuffled(seed: seed, name: "round \(round) shard \(number)", epoch: round)
  }

  // MARK: Learning

  /// The model's first weights.
  public func firstWeights() -> Weights {
    Weights(state: learner?.initialise(seed: seed))
  }

  /// One update of a replica group's weights by a batch.
  public func step(_ weights: Weights, batch: SampleBatch) -> Weights {
    samplesInRound += batch.count
    stepsInRound += 1
    guard let learner, let state = weights.state else { return weights }
    let batch = inPrecision(batch)
    let next = learner.step(state, batch: batch, alpha: alpha(of: batch))
    // Asking now and then lets the computing start while simulated time runs on.
    stepsSinceRequest += 1
    if stepsSinceRequest % 32 == 0 { learner.request(next) }
    return Weights(state: next)
  }

  /// A batch with what the learner must know of the run's precision.
  private func inPrecision(_ batch: SampleBatch) -> SampleBatch {
    guard case .mixed = precision, batch.npu == nil else { return batch }
    let workers = batch.workers ?? [batch.count]
    return batch.split(over: workers, npu: workers.map(integerSamples))
  }

  /// How many of a worker's samples are trained in INT8.
  public func integerSamples(of samples: Int) -> Int { costs.integerSamples(of: samples) }

  /// The weight of FP32 in the merge of a step in mixed precision; nil in others.
  ///
  /// Where it goes by similarity it is even before the first comparison.
  private func alpha(of batch: SampleBatch) -> Double? {
    guard case .mixed(let split) = precision else { return nil }
    if case .fixed(let alpha) = split.confidence { return alpha }
    guard let similarity else { return 0.5 }
    let share = Double(batch.npu?.reduce(0, +) ?? 0) / Double(max(batch.count, 1))
    return Confidence.alpha(integerShare: share, similarity: similarity)
  }

  /// Compares the logits of samples in both precisions, for the weight of FP32 in merges to come.
  func setConfidence(_ weights: Weights, on samples: SampleBatch) throws {
    guard let learner, let state = weights.state else { return }
    similarity = try learner.read(learner.similarity(state, samples: samples))
  }

  /// At most so many of the samples that training leaves out, for decisions.
  ///
  /// - Precondition: the scenario holds samples out.
  func validationSamples(_ count: Int) -> SampleBatch {
    guard let first = validation?.batches(of: count).first else {
      preconditionFailure("decisions need samples that training leaves out")
    }
    return first
  }

  /// Accuracy on samples that training leaves out; nil when nothing is learned.
  func validationAccuracy(_ weights: Weights, on samples: SampleBatch) throws -> Double? {
    guard let learner, let state = weights.state else { return nil }
    return try learner.read(learner.validate(state, samples: samples)).accuracy
  }

  /// Records what was decided by validation.
  func decided(_ decision: DecisionRecord) { decisions.append(decision) }

  /// The mean of several weights, each counted by its number of samples.
  public func average(
    _ weights: [Weights], samples: [Int], momentum: MomentumRule
  ) -> Weights {
    guard let learner else { return Weights(state: nil) }
    return Weights(
      state: learner.average(weights.compactMap(\.state), weights: samples, momentum: momentum))
  }

  /// Weights as those see them who were sent their change since others in three values.
  public func ternarised(_ weights: Weights, since reference: Weights) -> Weights {
    guard let learner, let own = weights.state, let other = reference.state else { return weights }
    return Weights(state: learner.ternarised(own, since: other))
  }

  /// The weights of one with the optimiser's momentum of another.
  public func combine(weightsOf weights: Weights, momentumOf momentum: Weights) -> Weights {
    guard let learner, let own = weights.state, let other = momentum.state else { return weights }
    return Weights(state: learner.combine(weightsOf: own, momentumOf: other))
  }
}
