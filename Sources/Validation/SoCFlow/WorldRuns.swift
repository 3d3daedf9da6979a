import Experiments
import Foundation
import Hardware
import Learning
import Scenarios
import Strategies

/// What every run of a world came to.
struct WorldRuns: Sendable {
  /// One of the runs that are compared.
  enum Run: Hashable, Sendable {
    case groupWise(workload: Int)
    case socFlow(workload: Int)
    case baseline(workload: Int, strategy: Int)
    case gpu(workload: Int, gpu: Int, strategy: Int)
    /// SoCFlow on as many SoCs as a GPU's power buys.
    case equalPower(workload: Int, gpu: Int, EqualPower)
  }

  /// What a GPU's power bought.
  struct Bought: Sendable {
    var budget_W: Double
    var price_W: Double
    var groups: Int
    var devices: Int
  }

  /// None of a run that failed.
  private(set) var costs: [Run: RunCosts] = [:]
  private(set) var bought: [Run: Bought] = [:]

  init(_ world: World, _ workloads: [SoCFlowWorkload], _ gpus: [SoCFlowYardstick]) throws {
    var timed: [Timed: RunCosts?] = [:]
    for (number, workload) in workloads.enumerated() {
      let scenario = world.changed(workload.scenario)
      let experiment = try Experiment(scenario, data: workload.data)
      func time(_ run: Run, _ experiment: Experiment, _ choice: StrategyChoice) throws {
        // What differs in nothing that takes time is run once.
        let key = Timed(experiment, choice)
        let found: RunCosts?
        if let known = timed[key] {
          found = known
        } else {
          found = RunCosts(try experiment.timed(choice))
          timed[key] = .some(found)
        }
        if found == nil, world == .catalogue {
          throw ValidationFailure.failedRun("\(scenario.name), \(choice.label)")
        }
        costs[run] = found
      }
      let size = Self.groupSize(
        near: Double(workload.devices / workload.groups) * world.groupSizeFactor,
        of: workload.devices)
      let groups = workload.devices / size
      try time(
        .groupWise(workload: number), experiment,
        workload.groupWise.grouped(into: groups, devices: workload.devices))
      try time(
        .socFlow(workload: number), experiment,
        workload.socFlow.grouped(into: groups, devices: workload.devices))
      for (strategy, baseline) in workload.baselines.enumerated() {
        try time(.baseline(workload: number, strategy: strategy), experiment, baseline)
      }
      for (gpu, yardstick) in gpus.enumerated() {
        let server = world.changed(yardstick.scenarios[number])
        let alone = try Experiment(server, data: workload.data)
        for (strategy, choice) in server.strategies.enumerated() {
          try time(.gpu(workload: number, gpu: gpu, strategy: strategy), alone, choice)
        }
        for equal in EqualPower.allCases {
          let run = Run.equalPower(workload: number, gpu: gpu, equal)
          let (groups, devices) = equal.groups(of: size, socs: scenario, gpu: server)
          bought[run] = Bought(
            budget_W: equal.budget(of: server), price_W: equal.price(of: scenario),
            groups: groups, devices: devices)
          try time(run, experiment, workload.socFlow.grouped(into: groups, devices: devices))
        }
      }
    }
  }

  /// The size of groups that devices divide into which differs least from a wished one, by ratio.
  static func groupSize(near wished: Double, of devices: Int) -> Int {
    func distance(_ size: Int) -> Double { abs(log(Double(size) / wished)) }
    let sizes = (1...devices).filter { devices % $0 == 0 }
    return sizes.min { distance($0) < distance($1) } ?? devices
  }

  /// All of a run on which its time and joules depend.
  private struct Timed: Hashable {
    var cluster: ClusterSetup
    var model: String
    var workload: WorkloadSpecification?
    var samples: DataSize
    /// Whether devices meet at every layer.
    var batchNorm: BatchNormMode
    /// What it keeps is sent where it is averaged, and updated in INT8.
    var optimizer: Optimizer
    /// What decisions are made on.
    var validation: Int
    var choice: StrategyChoice
    var seed: UInt64

    struct DataSize: Hashable {
      var train: Int
      var bytes: Int
    }

    init(_ experiment: Experiment, _ choice: StrategyChoice) {
      let scenario = experiment.scenario
      cluster = scenario.cluster
      model = scenario.training.model
      workload = scenario.training.workload
      samples = DataSize(train: experiment.data.trainCount, bytes: experiment.data.bytesPerSample)
      batchNorm = scenario.training.batchNorm
      optimizer = scenario.training.optimizer
      validation = scenario.training.validation
      seed = scenario.seed
      self.choice = choice
      // What it is called changes nothing.
      self.choice.label = ""
      self.choice.givenLabel = nil
    }
  }
}
