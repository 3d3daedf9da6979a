import Foundation
import Hardware
import Learning
import Strategies

/// The reading of one scenario file, from the root down.
struct ScenarioReading {
  let reader: ScenarioReader
  let file: String
  let catalogue: Catalogue
  let findings: Findings

  func scenario(_ root: Node, seed: UInt64?) -> Scenario? {
    guard var fields = Fields(Value(node: root, path: "", findings: findings)) else { return nil }
    let name = fields.required("scenario") { $0.entryName() }
    let writtenSeed = fields.optional("seed", absent: UInt64(1)) { $0.seed() }
    let repetitions = fields.optional("repeat", absent: 1) { $0.wholeNumber(.repetitions) }
    let cluster = fields.required("cluster") { self.cluster($0) }
    let training = fields.required("training") {
      self.training($0, device: cluster?.server?.device)
    }
    let energy = fields.optional("energy", absent: Energy()) { self.energy($0) }
    let faults = fields.optional("faults", absent: FaultPlan()) {
      self.faults($0, cluster: cluster)
    }
    let samples = training?.dataSet.flatMap(sampleCount)
    if let validation = training?.validation, let samples, validation.count >= samples {
      findings.report(
        .outside(
          path: "training.validation", allowed: "below the \(samples) samples of the training set",
          found: "\(validation.count)"), at: validation.place)
    }
    let strategies = fields.required("strategies") {
      self.strategies(
        $0, devices: cluster?.use, samples: samples, device: cluster?.server?.device,
        training: training)
    }
    fields.finish()
    if let last = seed ?? writtenSeed, let repetitions,
      last > .max - UInt64(repetitions - 1)
    {
      findings.report(
        .outside(
          path: "seed",
          allowed: "at most \(UInt64.max - UInt64(repetitions - 1)) with 'repeat: "
            + "\(repetitions)'", found: "\(last)"),
        at: fields.valuePlace("seed"))
    }
    guard let name, let repetitions, let seed = seed ?? writtenSeed, let setup = cluster?.setup,
      let training, let trainingSetup = training.setup, let faults, let energy, let strategies
    else { return nil }
    var scenario = Scenario(
      name: name, seed: seed, repetitions: repetitions, cluster: setup, training: trainingSetup,
      faults: faults,
      energyBoundary: energy.boundary, idleAttribution: energy.idle,
      strategies: strategies)
    scenario.training.validation =
      training.validation?.count ?? heldOut(for: scenario.strategies, of: samples)
    if let jitter = training.jitter { scenario.cluster.server.device.setJitter(jitter) }
    return scenario
  }

  /// Samples that training leaves out where the file does not say: enough for a decision, if any
  /// strategy makes one.
  private func heldOut(for choices: [StrategyChoice], of samples: Int?) -> Int {
    let decides = choices.contains { choice in
      choice.precision.decides || choice.strategy(among: reader.strategies)?.decides == true
    }
    return decides ? min(512, max((samples ?? 512) / 10, 1)) : 0
  }

  private func sampleCount(_ source: DataSetSource) -> Int? {
    if case .generated(let train, _) = source { return train }
    return reader.sampleCount(source)
  }

  private struct Energy {
    var boundary = EnergyBoundary.server
    var idle = IdleAttribution.byTime
  }

  private func energy(_ value: Value) -> Energy? {
    guard var fields = Fields(value) else { return nil }
    let boundary = fields.optional("boundary", absent: EnergyBoundary.server) {
      $0.choice(of: EnergyBoundary.self)
    }
    let idle = fields.optional("idle-attribution", absent: IdleAttribution.byTime) {
      $0.choice(of: IdleAttribution.self)
    }
    fields.finish()
    guard let boundary, let idle else { return nil }
    return Energy(boundary: boundary, idle: idle)
  }
}

extension DeviceSpecification {
  /// The scenario's jitter in place of that of every processor.
  fileprivate mutating func setJitter(_ jitter: Jitter) {
    for index in processors.indices {
      processors[index].jitter = Sourced(
        jitter, .scenario, source: SpecificationReading.bareSource)
    }
  }
}
