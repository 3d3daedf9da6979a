import Hardware
import Learning
import Strategies

extension ScenarioReading {
  /// `precision`, with `niti` also `gradient-bits`, with `mixed` also `npu-share` and `alpha`.
  ///
  /// - Parameter inherited: What counts where the keys are absent.
  func precision(
    in fields: inout Fields, inherited: TrainingPrecision
  ) -> TrainingPrecision? {
    let word = fields.optional("precision", absent: inherited.word) { value in
      // Another word for the same.
      if case .scalar("cpu", _) = value.node.content { return TrainingPrecision.fp32.word }
      return value.choice(TrainingPrecision.words)
    }
    let share = fields.optional("npu-share", absent: MixedSplit.Share?.none) {
      self.part($0, or: "profiled", .profiled, MixedSplit.Share.fixed)
    }
    let confidence = fields.optional("alpha", absent: MixedSplit.Confidence?.none) {
      self.part($0, or: "similarity", .similarity, MixedSplit.Confidence.fixed)
    }
    let bits = fields.optional("gradient-bits", absent: GradientBits?.none) {
      self.gradientBits($0).map(Optional.some)
    }
    guard let word else { return nil }
    for (needed, key) in [("mixed", "npu-share"), ("mixed", "alpha"), ("niti", "gradient-bits")]
    where needed != word && fields.has(key) {
      findings.report(
        .onlyInPrecision(needed, path: fields.path(of: key), found: word),
        at: fields.keyPlace(key))
    }
    switch word {
    case "npu": return .npu
    case "niti":
      guard let bits else { return nil }
      if let bits { return .niti(bits) }
      return if case .niti = inherited { inherited } else { .niti() }
    case "mixed":
      guard let share, let confidence else { return nil }
      var split = MixedSplit()
      if case .mixed(let above) = inherited { split = above }
      return .mixed(
        MixedSplit(share: share ?? split.share, confidence: confidence ?? split.confidence))
    default: return .fp32
    }
  }

  /// A part of a whole, or a word for how it is found.
  private func part<Part>(
    _ value: Value, or word: String, _ found: Part, _ fixed: (Double) -> Part
  ) -> Part?? {
    if case .scalar(let text, _) = value.node.content, text.first?.isLetter == true {
      return value.choice([word]).map { _ in .some(found) }
    }
    return value.fraction(.part).map { .some(fixed($0)) }
  }

  /// Whether the device, the model and the learner have what a precision needs.
  func check(
    _ precision: TrainingPrecision, at place: Place, device: DeviceSpecification?, model: String?
  ) {
    if let device { checkProcessors(precision, of: device, at: place) }
    if case .niti = precision, let model, let layer = ModelRegistry.layerBeyondIntegers(of: model) {
      findings.report(.beyondIntegers(model: model, layer: layer), at: place)
    }
  }

  private func checkProcessors(
    _ precision: TrainingPrecision, of device: DeviceSpecification, at place: Place
  ) {
    let missing = precision.formats.filter { device.processor(for: $0) == nil }
    let has = device.processors.map { processor in
      let precisions = processor.precisions.map(\.rawValue).joined(separator: ", ")
      return "\(processor.name) (\(precisions.isEmpty ? "no training" : precisions))"
    }
    for format in missing {
      findings.report(
        .noProcessor(
          device: device.name, precision: precision.word, format: format.rawValue, has: has),
        at: place)
    }
    let names = precision.formats.compactMap { device.processor(for: $0)?.name }
    if missing.isEmpty, Set(names).count < names.count {
      findings.report(
        .oneProcessor(device: device.name, precision: precision.word, processor: names[0]),
        at: place)
    }
  }
}
