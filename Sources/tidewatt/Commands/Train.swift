import ArgumentParser
import Experiments
import Foundation
import Learning

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model on a data set, without any cluster.",
    discussion: """
      For trying a network and its hyper-parameters. The samples come in the order that the
      strategy 'local' of a scenario with the same seed has, so both have the same loss curve:

        tidewatt train lenet5 fashion-mnist --epochs 10 --learning-rate 0.05 --momentum 0.9
        tidewatt train vgg11 cifar10-10k --epochs 30 --augment --cosine --output curve.csv
        tidewatt train resnet18 cifar10-10k --precision mixed --npu-share 0.7 --alpha 0.4
      """)

  @Argument(help: "One of: \(ModelRegistry.names.joined(separator: ", ")).")
  var model: String

  @Argument(
    help: """
      One of: \(DataSetRegistry.names.joined(separator: ", ")); or idx:FOLDER, cifar:FOLDER, \
      generated:TRAIN+TEST.
      """)
  var dataset: TrainingData

  @Option(help: "Passes over the training set.")
  var epochs = 10

  @Option(help: "Samples per step.")
  var batch = 64

  @Option(help: "Of every step, before any schedule.")
  var learningRate = 0.05

  @Option(help: "Of stochastic gradient descent.")
  var momentum = 0.9

  @Option(help: "Added to the gradient, times the weights.")
  var weightDecay = 0.0

  @Flag(help: "Nesterov's step.")
  var nesterov = false

  @Flag(help: "Adam instead of stochastic gradient descent.")
  var adam = false

  @Flag(help: "Let the learning rate fall to zero along half a cosine.")
  var cosine = false

  @Option(help: "Epochs over which the learning rate grows from zero.")
  var warmUp = 0.0

  @Option(
    help: """
      fp32; npu (int8 products around FP32 weights); niti (integers alone, for networks without \
      batch normalisation, which need no learning rate); or mixed (fp32 and npu side by side).
      """)
  var precision = Precision.fp32

  @Option(help: "Of mixed: the part of every batch that is trained in INT8.")
  var npuShare = 0.5

  @Option(help: "Of mixed: the weight of the FP32 change when both are merged.")
  var alpha = 0.5

  @Flag(help: "Crop and flip the training images at random.")
  var augment = false

  @Option(help: "Of first weights, orders and random draws.")
  var seed: UInt64 = 1

  @Option(help: "Samples that run through the network at once; it reaches the last bits.")
  var chunk = Chunking.training

  @Option(help: "Threads that compute; results do not depend on them.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Where to write the curve: FILE.csv or FILE.json.")
  var output: String?

  enum Precision: String, ExpressibleByArgument, CaseIterable { case fp32, npu, niti, mixed }

  func validate() throws {
    for (name, value) in [("npu-share", npuShare), ("alpha", alpha)]
    where !(0...1).contains(value) {
      throw ValidationError("--\(name) must be from 0 to 1, found \(value)")
    }
    for (name, value) in [
      ("epochs", epochs), ("batch", batch), ("chunk", chunk), ("jobs", jobs),
    ] where value < 1 {
      throw ValidationError("--\(name) must be at least 1, found \(value)")
    }
    guard learningRate > 0, learningRate.isFinite else {
      throw ValidationError("--learning-rate must be above zero, found \(learningRate)")
    }
    guard (0..<1).contains(momentum) else {
      throw ValidationError("--momentum must be at least 0 and below 1, found \(momentum)")
    }
    guard weightDecay >= 0, warmUp >= 0 else {
      throw ValidationError("--weight-decay and --warm-up must be zero or more")
    }
    if let output, !output.hasSuffix(".csv"), !output.hasSuffix(".json") {
      throw ValidationError("--output must end in .csv or .json, found '\(output)'")
    }
  }

  func run() throws {
    let data = try DataSetRegistry.load(dataset.source)
    let store = ValueStore(workers: jobs)
    defer { store.shutDown() }
    let learner = try Learner(
      store: store, model: model, dataSet: data, optimizer: optimizer,
      augmentation: augment ? .cropAndFlip : .none, precision: learningPrecision, chunkSize: chunk,
      scope: "train")
    Failure.say(
      "\(model) on \(data.description.name): \(data.train.count) + \(data.test.count) samples")
    var curve: [TrainingPoint] = []
    let progress = TrainingProgress()
    var state = learner.initialise(seed: seed)
    let clock = ContinuousClock()
    for epoch in 1...epochs {
      let start = clock.now
      let order = SampleOrder.shuffled(
        count: data.train.count, seed: seed, name: "round \(epoch)", epoch: epoch)
      for (number, batch) in order.batches(of: batch).enumerated() {
        state = learner.step(state, batch: split(batch))
        // In pieces, so that progress can be told.
        if number % 16 == 15 {
          try learner.wait(for: state)
          progress.report(epoch: epoch, samples: (number + 1) * self.batch, of: data.train.count)
        }
      }
      try learner.wait(for: state)
      let seconds = (clock.now - start) / .seconds(1)
      let metric = try learner.read(learner.evaluate(state))
      let point = TrainingPoint(
        epoch: epoch, loss: metric.loss, accuracy: metric.accuracy, seconds: seconds,
        samples_per_s: Double(data.train.count) / seconds)
      curve.append(point)
      // At once, also into a pipe or file: an epoch may take minutes.
      FileHandle.standardOutput.write(Data("\(point.line)\n".utf8))
      if let output { try TrainingPoint.write(curve, to: output) }
    }
  }

  private var learningPrecision: LearningPrecision {
    switch precision {
    case .fp32: .fp32
    case .npu: .npu
    case .niti: .niti(.published)
    case .mixed: .mixed(alpha: alpha)
    }
  }

  private func split(_ batch: SampleBatch) -> SampleBatch {
    guard precision == .mixed else { return batch }
    let npu = Int((npuShare * Double(batch.count)).rounded())
    return batch.split(over: [batch.count], npu: [npu])
  }

  private var optimizer: Optimizer {
    let rule: Optimizer.Rule =
      adam
      ? .adam(Adam(learningRate: learningRate, weightDecay: weightDecay))
      : .sgd(
        SGD(
          learningRate: learningRate, momentum: momentum, weightDecay: weightDecay,
          nesterov: nesterov))
    return Optimizer(
      rule, schedule: Schedule(cosine ? .cosine(epochs: epochs) : .constant, warmUp: warmUp))
  }
}
