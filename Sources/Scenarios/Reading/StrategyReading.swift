import Hardware
import Learning
import Strategies

extension ScenarioReading {
  /// The list of strategies, each `- name` or `- name: { parameter: value }`; `label: text` among
  /// the parameters names one of them in tables and pictures.
  ///
  /// Every one takes `precision` among its parameters, where it differs from the training's, and
  /// `devices`, where it uses only the first ones of the cluster's.
  func strategies(
    _ value: Value, devices: Int?, samples: Int?, device: DeviceSpecification? = nil,
    training: TrainingParts? = nil, isBesideUsers: Bool = false
  ) -> [StrategyChoice]? {
    guard let items = value.list() else { return nil }
    if isBesideUsers { checkUsers(items) }
    let choices = items.compactMap { item -> StrategyChoice? in
      strategy(item, devices: devices, samples: samples, device: device, training: training)
    }
    guard choices.count == items.count else { return nil }
    for (item, choice) in zip(items, choices) where isBesideUsers {
      if choice.strategy(among: reader.strategies)?.decides == true {
        findings.report(
          .parameter(
            strategy: choice.name,
            message: "it tries several ways on all devices first, which users would take from it"),
          at: item.node.place)
      }
    }
    for (index, choice) in choices.enumerated() {
      guard let label = choice.givenLabel else { continue }
      if choices[..<index].contains(where: { $0.givenLabel == label }) {
        findings.report(.labelTwice(label), at: items[index].node.place)
      }
    }
    return StrategyLabels.labelled(choices, of: reader.strategies)
  }

  /// Reports strategies that need all of their devices all the time.
  private func checkUsers(_ items: [Value]) {
    let able = reader.strategies.filter { $0.worksBesideUsers }.map { $0.name }
    for item in items {
      let name: String
      switch item.node.content {
      case .mapping(let entries): name = entries.first?.key ?? ""
      case .scalar(let text, _): name = text
      case .sequence: continue
      }
      if reader.strategies.contains(where: { $0.name == name }), !able.contains(name) {
        findings.report(.notBesideUsers(strategy: name, able: able), at: item.node.place)
      }
    }
  }

  private func strategy(
    _ item: Value, devices: Int?, samples: Int?, device: DeviceSpecification?,
    training: TrainingParts?
  ) -> StrategyChoice? {
    let names = reader.strategies.map { $0.name }
    let name: String
    let written: Value
    if item.node.isMapping {
      guard let (key, value) = item.oneKey(what: "strategy", names) else { return nil }
      name = key
      written = Value(node: value.node, path: "strategies.\(key)", findings: findings)
    } else {
      guard let key = item.name(of: "strategy", names) else { return nil }
      name = key
      // Parameters that are not there are missing where the name stands.
      let nothing = Node(content: .mapping([]), place: item.node.place)
      written = Value(node: nothing, path: "strategies.\(key)", findings: findings)
    }
    guard let type = reader.strategies.first(where: { $0.name == name }),
      var fields = Fields(written)
    else { return nil }
    let label = fields.optional("label", absent: String?.none) { $0.label().map(Optional.some) }
    var values: [(name: String, value: String)] = []
    for parameter in type.parameters {
      if let value = self.value(of: parameter, in: &fields) {
        values.append((parameter.name, value))
      }
    }
    let own = fields.optional("devices", absent: Int?.none) { value in
      value.wholeNumber(1...(devices ?? ClosedRange.devices.upperBound)).map(Optional.some)
    }
    let precision = self.precision(in: &fields, inherited: training?.precision ?? .fp32)
    if let precision, precision != training?.precision {
      check(
        precision, at: fields.valuePlace("precision"), device: device, model: training?.model)
    }
    fields.finish()
    guard let label, let own, let precision, values.count == type.parameters.count else {
      return nil
    }
    let parameters = StrategyParameters(values)
    let strategy = type.init(parameters)
    if training?.learning == .real, strategy.compression != .none {
      if precision != .fp32 {
        findings.report(
          .notCompressed(precision: precision.word), at: fields.valuePlace("precision"))
      }
      if training?.setup?.optimizer.takesCompressedGradients == false {
        findings.report(.optimizerNeedsGradients(strategy: name), at: item.node.place)
      }
    }
    if training?.batchNorm == .synchronised {
      checkBatchNorm(strategy, name: name, precision, at: item.node.place)
    }
    if strategy.decides, training?.learning == LearningMode.none {
      findings.report(
        .parameter(
          strategy: name,
          message: "it decides by accuracy, and with 'learning: none' there is none"),
        at: item.node.place)
    }
    let model = training?.model.flatMap(ModelRegistry.described)
    var problems = model.map(strategy.problems(of:)) ?? []
    if let devices = own ?? devices {
      problems += strategy.problems(devices: devices, samples: samples ?? Self.plentyOfSamples)
    }
    for problem in problems {
      findings.report(
        .parameter(strategy: name, message: problem.message),
        at: fields.valuePlace(problem.parameter))
    }
    return StrategyChoice(
      label: name, givenLabel: label, name: name, parameters: parameters, precision: precision,
      devices: own)
  }

  /// Whether a strategy can normalise batches with the statistics of all of its devices.
  private func checkBatchNorm(
    _ strategy: any Strategy, name: String, _ precision: TrainingPrecision, at place: Place
  ) {
    if !strategy.synchronisesBatchNorm {
      findings.report(
        .parameter(
          strategy: name,
          message: "its devices do not meet at every layer, as 'batch-norm: synchronised' asks for"),
        at: place)
    } else if precision != .fp32 {
      findings.report(
        .parameter(
          strategy: name,
          message: "'batch-norm: synchronised' trains in fp32, not in \(precision.word)"), at: place
      )
    }
  }

  /// Stands for the size of a data set that nobody knows, so that what depends only on the number of
  /// devices is checked all the same.
  private static let plentyOfSamples = 1 << 40

  private func value(of parameter: StrategyParameter, in fields: inout Fields) -> String? {
    let read: (Value) -> String? =
      switch parameter.kind {
      case .count: { $0.wholeNumber(.parameter).map(String.init) }
      case .countOr(let word):
        { value in
          if case .scalar(word, _) = value.node.content { return word }
          return value.wholeNumber(.parameter).map(String.init)
        }
      case .choice(let words): { $0.choice(words) }
      case .share: { $0.fraction(.probability).map(fractionText) }
      case .flag: { $0.choice(["on", "off"]) }
      }
    guard let absent = parameter.defaultValue else { return fields.required(parameter.name, read) }
    return fields.optional(parameter.name, absent: absent, read)
  }
}
