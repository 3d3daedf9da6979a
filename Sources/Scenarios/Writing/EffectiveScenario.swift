import Hardware
import Learning
import Strategies

extension Scenario {
  /// The scenario as a file that needs nothing else: every default is filled in, and the server and
  /// its device are written out with their sources.
  ///
  /// Reading it gives an equal scenario, and writing that gives the same bytes.
  public var effectiveText: String {
    var yaml = YAMLText()
    yaml.line("scenario", YAMLText.scalar(name))
    yaml.line("seed", "\(seed)")
    yaml.line("repeat", "\(repetitions)")
    yaml.block("cluster") { yaml in
      yaml.block("server") { yaml in yaml.write(cluster.server) }
      yaml.line("servers", "\(cluster.servers)")
      yaml.line("use", "\(cluster.use)")
      yaml.line("placement", cluster.placement.rawValue)
      if !cluster.clocks.isEmpty { yaml.block("clocks") { $0.write(cluster.clocks) } }
      yaml.line("network", cluster.network.rawValue)
      switch cluster.powerMode {
      case .preset(let name): yaml.line("power-mode", YAMLText.scalar(name))
      case .custom(let mode): yaml.line("power-mode", mode.text)
      case nil: break
      }
      if let limit = cluster.powerLimit { yaml.line("power-limit", limit.text) }
    }
    yaml.block("training") { yaml in yaml.write(training) }
    if let userLoad { yaml.block("user-load") { $0.write(userLoad) } }
    if !faults.isEmpty { yaml.block("faults") { $0.write(faults) } }
    yaml.line(
      "energy",
      "{ boundary: \(energyBoundary.rawValue), idle-attribution: \(idleAttribution.rawValue) }")
    yaml.block("strategies") { yaml in
      for strategy in strategies { yaml.write(strategy, in: training.precision) }
    }
    return yaml.text
  }
}

extension YAMLText {
  fileprivate mutating func write(_ limits: [ClockLimit]) {
    var processors: [String] = []
    for limit in limits where !processors.contains(limit.processor) {
      processors.append(limit.processor)
    }
    for processor in processors {
      block(Self.scalar(processor)) { yaml in
        for limit in limits where limit.processor == processor {
          let cap = limit.cap.map { "cap: \($0.text)" }
          let cores = limit.cores.map { "cores: \($0)" }
          let text = [cap, cores].compactMap { $0 }.joined(separator: ", ")
          yaml.line(Self.scalar(limit.domain), "{ \(text) }")
        }
      }
    }
  }

  fileprivate mutating func write(_ training: TrainingSetup) {
    line("model", Self.scalar(training.model))
    switch training.dataSet {
    case .named(let name): line("dataset", Self.scalar(name))
    case .idx(let folder): line("dataset", "{ idx: \(Self.scalar(folder)) }")
    case .cifar(let folder): line("dataset", "{ cifar: \(Self.scalar(folder)) }")
    case .generated(let train, let test):
      line("dataset", "{ generated: { train: \(train), test: \(test) } }")
    }
    if training.validation > 0 { line("validation", "\(training.validation)") }
    for (key, value) in training.precision.keys { line(key, value) }
    if let workload = training.workload {
      block("workload") { $0.write(workload) }
    } else {
      line("workload", "none")
    }
    line("optimizer", training.optimizer.ruleText)
    if !training.optimizer.schedule.isConstant {
      line("schedule", training.optimizer.schedule.text)
    }
    if training.augmentation != .none { line("augmentation", training.augmentation.rawValue) }
    if training.batchNorm != .perWorker { line("batch-norm", training.batchNorm.rawValue) }
    if training.chunk != Chunking.training { line("chunk", "\(training.chunk)") }
    let accuracy = training.goal.accuracy.map { "accuracy: \(fractionText($0)), " } ?? ""
    let time = training.goal.time.map { ", time: \($0.text)" } ?? ""
    line("target", "{ \(accuracy)rounds: \(training.goal.rounds)\(time) }")
    line("stop", training.goal.stop.rawValue)
    line("learning", training.learning.rawValue)
  }

  fileprivate mutating func write(_ strategy: StrategyChoice, in precision: TrainingPrecision) {
    let label = strategy.givenLabel.map { ["label: \(Self.scalar($0))"] } ?? []
    let own = strategy.precision == precision ? [] : strategy.precision.keys
    let parameters =
      label + strategy.parameters.values.map { "\($0.name): \(Self.scalar($0.value))" }
      + (strategy.devices.map { ["devices: \($0)"] } ?? [])
      + own.map { "\($0.key): \($0.value)" }
    let name = Self.scalar(strategy.name)
    item(parameters.isEmpty ? name : "\(name): { \(parameters.joined(separator: ", ")) }")
  }
}
