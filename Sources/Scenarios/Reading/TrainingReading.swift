import Foundation
import Hardware
import Learning
import Simulation
import Strategies

extension ScenarioReading {
  /// What could be read of the training, and the jitter that it sets.
  struct TrainingParts {
    var setup: TrainingSetup?
    var model: String?
    var dataSet: DataSetSource?
    /// Nil keeps the device's.
    var jitter: Jitter?
    var precision: TrainingPrecision?
    var batchNorm: BatchNormMode?
    var learning: LearningMode?
    /// Nil leaves out as many as strategies need.
    var validation: (count: Int, place: Place)?
  }

  func training(_ value: Value, device: DeviceSpecification?) -> TrainingParts? {
    guard var fields = Fields(value) else { return nil }
    let model = fields.required("model") { $0.name(of: "model", ModelRegistry.names) }
    let dataSet = fields.required("dataset") { self.dataSource($0) }
    let validation = fields.optional("validation", absent: Int?.none) {
      $0.wholeNumber(.parameter).map(Optional.some)
    }
    let precision = self.precision(in: &fields, inherited: .fp32)
    let workload = self.workload(
      in: &fields, model: model, precision: precision, device: device)
    let rule = fields.required("optimizer") { self.optimizerRule($0) }
    let schedule = fields.optional("schedule", absent: Schedule.constant) { self.schedule($0) }
    let augmentation = fields.optional("augmentation", absent: Augmentation.none) {
      $0.choice(of: Augmentation.self)
    }
    let batchNorm = fields.optional("batch-norm", absent: BatchNormMode.perWorker) {
      $0.choice(of: BatchNormMode.self)
    }
    if batchNorm == .synchronised, let model,
      ModelRegistry.described(model)?.normalisedChannels.isEmpty == true
    {
      findings.report(.noBatchNorm(model: model), at: fields.valuePlace("batch-norm"))
    }
    let chunk = fields.optional("chunk", absent: Chunking.training) { $0.wholeNumber(.chunk) }
    let learning = fields.optional("learning", absent: LearningMode.real) {
      $0.choice(of: LearningMode.self)
    }
    if let precision {
      check(precision, at: fields.valuePlace("precision"), device: device, model: model)
    }
    let target = fields.required("target") { self.target($0, learning: learning) }
    let stop = fields.optional("stop", absent: learning == LearningMode.none ? .rounds : .atTarget)
    {
      $0.choice(of: TrainingGoal.Stop.self)
    }
    if learning == LearningMode.none, stop == .atTarget {
      findings.report(.targetWithoutLearning, at: fields.valuePlace("stop"))
    }
    var jitter: Jitter?
    fields.ifPresent("jitter") { value in
      let specifications = SpecificationReading(
        origin: .scenario, catalogue: catalogue, findings: findings)
      jitter = specifications.jitter(value)
    }
    fields.finish()
    var parts = TrainingParts(
      setup: nil, model: model, dataSet: dataSet, jitter: jitter, precision: precision,
      batchNorm: batchNorm, learning: learning)
    if let written = validation ?? nil {
      parts.validation = (written, fields.valuePlace("validation"))
    }
    if let model, let dataSet, let precision, let workload, let rule, let schedule,
      let augmentation, let batchNorm, let chunk, let learning, let target, let stop
    {
      parts.setup = TrainingSetup(
        model: model, dataSet: dataSet, precision: precision, workload: workload,
        optimizer: Optimizer(rule, schedule: schedule),
        augmentation: augmentation, batchNorm: batchNorm, chunk: chunk,
        goal: TrainingGoal(
          accuracy: target.accuracy, rounds: target.rounds, stop: stop, time: target.time),
        learning: learning)
    }
    return parts
  }

  /// `fashion-mnist`, `{ idx: FOLDER }`, `{ cifar: FOLDER }` or `{ generated: { train: N, test: N } }`.
  private func dataSource(_ value: Value) -> DataSetSource? {
    guard value.node.isMapping else {
      return value.name(of: "data set", DataSetRegistry.names).map(DataSetSource.named)
    }
    let kinds = ["idx", "cifar", "generated"]
    guard let (kind, value) = value.oneKey(what: "kind of data set", kinds) else { return nil }
    if kind != "generated" {
      return value.sentence().map { folder in
        let base = URL(filePath: file).deletingLastPathComponent()
        let url = URL(filePath: folder, directoryHint: .isDirectory, relativeTo: base)
        let path = url.standardizedFileURL.path
        return kind == "idx" ? .idx(folder: path) : .cifar(folder: path)
      }
    }
    guard var fields = Fields(value) else { return nil }
    let train = fields.required("train") { $0.wholeNumber(.samples) }
    let test = fields.required("test") { $0.wholeNumber(.samples) }
    fields.finish()
    guard let train, let test else { return nil }
    return .generated(train: train, test: test)
  }

  private struct Target {
    var accuracy: Double?
    var rounds: Int
    var time: SimDuration?
  }

  private func target(_ value: Value, learning: LearningMode?) -> Target? {
    guard var fields = Fields(value) else { return nil }
    let accuracy: Double??
    if learning == .real {
      accuracy = fields.required("accuracy") { $0.fraction(.accuracy) }.map(Optional.some)
    } else {
      accuracy = fields.optional("accuracy", absent: Double?.none) { $0.fraction(.accuracy) }
    }
    let rounds = fields.required("rounds") { $0.wholeNumber(.rounds) }
    let time = fields.optional("time", absent: SimDuration?.none) {
      $0.quantity(.run).map(Optional.some)
    }
    fields.finish()
    guard let accuracy, let rounds, let time else { return nil }
    return Target(accuracy: accuracy, rounds: rounds, time: time)
  }
}
