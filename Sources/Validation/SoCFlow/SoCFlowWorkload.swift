import Experiments
import Foundation
import Hardware
import Learning
import Scenarios
import Strategies

/// A scenario that trains one network with group-wise training and with its published baselines.
struct SoCFlowWorkload: Sendable {
  /// Times two rounds, learns nothing, and leaves every device of the server to be used.
  let scenario: Scenario
  let data: DataSetDescription
  /// What records of the file are headed by: network, data, devices.
  let headline: String
  /// Of the file: how long a run with learning may get.
  let rounds: Int
  /// Group-wise in FP32.
  let groupWise: StrategyChoice
  /// Group-wise in mixed precision: all of SoCFlow.
  let socFlow: StrategyChoice
  /// Every other strategy, as published baselines are counted.
  let baselines: [StrategyChoice]
  /// One device alone, if the file has it.
  let local: StrategyChoice?

  /// The names of the strategies that stand for the published baselines.
  static let baselineNames = [
    "parameter-server", "ring-all-reduce", "gradient-compression", "two-dimensional",
    "federated-averaging", "tree-averaging",
  ]
  private static let fewestBaselines = 3
  static let timedRounds = 2

  /// How much accuracy may be lost to count as none: a point, or three on `cifar10-10k`, whose 2,000
  /// test images tell an accuracy to about a point only.
  var allowedLoss: Double { data.name == "cifar10-10k" ? 0.03 : 0.01 }

  var groups: Int { groupWise.parameters.count("groups") }
  /// How many SoCs train.
  var devices: Int { groupWise.devices ?? scenario.cluster.use }

  /// What is compared in every workload: files of a folder that learn, have group-wise training on
  /// all devices with a number of groups of their own, and at least three of the published baselines.
  static func workloads(in folder: String) throws -> [SoCFlowWorkload] {
    try files(in: folder).compactMap(SoCFlowWorkload.init(file:))
  }

  private static func files(in folder: String) throws -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw ValidationFailure.noFolder(folder)
    }
    return names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted()
      .map { "\(folder)/\($0)" }
  }

  /// Knows the sizes of data sets that are not here: results do not depend on what is.
  static let reader = ScenarioReader(
    sampleCount: { (try? DataSetRegistry.describeUnread($0))?.trainCount })

  /// How to read a file for times alone.
  static let timing = ["training.learning=none", "training.target.rounds=\(timedRounds)"]

  /// Nil for a file of another purpose.
  private init?(file: String) throws {
    let written = try Self.reader.read(file: file)
    let all = written.strategies.filter { $0.devices == nil }
    let baselines = all.filter {
      Self.baselineNames.contains($0.name) && $0.precision == .fp32
    }
    guard written.training.learning == .real, written.faults.isEmpty,
      Set(baselines.map(\.name)).count >= Self.fewestBaselines,
      let groupWise = all.first(where: {
        $0.name == GroupWise.name && $0.precision == .fp32 && !$0.countsGroups
      })
    else { return nil }
    let mixed = all.first { choice in
      guard case .mixed = choice.precision else { return false }
      return choice.name == GroupWise.name && !choice.countsGroups
    }
    data = try DataSetRegistry.describeUnread(written.training.dataSet)
    headline = try Experiment(written, data: data).headline
    let use = written.cluster.use
    self.baselines = baselines.map { $0.on(use) }
    self.groupWise = groupWise.on(use)
    socFlow = (mixed ?? groupWise.in(.mixed(MixedSplit()))).on(use)
    local = all.first { $0.name == Local.name }
    rounds = written.training.goal.rounds
    var timed = try Self.reader.read(file: file, overrides: Self.timing)
    timed.cluster.use = timed.cluster.deviceCount
    if timed.training.validation == 0, socFlow.precision.decides {
      timed.training.validation = TrainingSetup.usualValidation(of: data.trainCount)
    }
    timed.strategies = [self.groupWise, socFlow] + self.baselines
    scenario = timed
  }
}

/// The GPU server beside which the SoCs are held.
struct SoCFlowYardstick: Sendable {
  /// The server training what each of the workloads trains, with the strategies of its own file.
  let scenarios: [Scenario]

  static let file = "gpu-yardstick.yaml"

  /// The server of the folder's `gpu-yardstick.yaml`, with its own GPU or another.
  ///
  /// Nil if the folder has no such file.
  init?(in folder: String, device: String? = nil, _ workloads: [SoCFlowWorkload]) throws {
    let file = "\(folder)/\(Self.file)"
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    let other = device.map { ["cluster.device=\($0)"] } ?? []
    scenarios = try workloads.map { workload in
      let training = workload.scenario.training
      var own = try SoCFlowWorkload.reader.read(
        file: file,
        overrides: SoCFlowWorkload.timing + other + ["training.model=\(training.model)"])
      // What the network costs on a GPU stands beside what it costs on a SoC.
      let costs = own.training.workload
      own.training = training
      own.training.workload = costs
      return own
    }
  }

  var name: String { scenarios.first?.cluster.server.device.title ?? "" }
  var strategies: [StrategyChoice] { scenarios.first?.strategies ?? [] }
}

extension StrategyChoice {
  /// Of group-wise training: whether it finds its number of groups itself, by early accuracy.
  var countsGroups: Bool { parameters.countOrNil("groups") == nil }

  func `in`(_ precision: TrainingPrecision) -> StrategyChoice {
    var choice = self
    choice.precision = precision
    return choice
  }

  /// On the first devices of a cluster.
  func on(_ devices: Int) -> StrategyChoice {
    var choice = self
    choice.devices = devices
    return choice
  }

  /// Group-wise training with other groups, on the first devices.
  func grouped(into groups: Int, devices: Int) -> StrategyChoice {
    grouped("\(groups)").on(devices)
  }

  /// Group-wise training that finds its number of groups by early accuracy.
  var countingGroups: StrategyChoice { grouped("auto") }

  private func grouped(_ groups: String) -> StrategyChoice {
    var choice = self
    choice.parameters = StrategyParameters(
      parameters.values.map { $0.name == "groups" ? ($0.name, groups) : $0 })
    return choice
  }
}
