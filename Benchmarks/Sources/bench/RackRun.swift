import Experiments
import Foundation
import Hardware
import Learning
import Scenarios
import Simulation
import Strategies

/// One epoch without learning on racks of 60-SoC servers: groups of five train ten steps in rings
/// and average once along a tree.
final class RackRun {
  struct Result {
    var seconds: Double
    var events: Int
    var peakBytes: Int
    var devices: Int
  }

  let servers: Int
  private var results: [Result] = []
  private var taken: [String: Int] = [:]

  init(servers: Int) { self.servers = servers }

  /// One figure of the next run; the figures of different names share their runs.
  func figure(_ name: String, _ value: (Result) -> Double) throws -> Double {
    let index = taken[name, default: 0]
    taken[name] = index + 1
    if index == results.count { results.append(try run()) }
    return value(results[index])
  }

  private func run() throws -> Result {
    let scenario = try ScenarioReader.standard.read(text: text, named: scenarioPath("rack.yaml"))
    guard let model = ModelRegistry.described(scenario.training.model),
      let strategy = scenario.strategies.first?.strategy()
    else { throw Peer.Failure(description: "the rack's scenario does not read") }
    let data = try DataSetRegistry.describe(scenario.training.dataSet)
    resetPeakBytes()
    var events = 0
    let seconds = try threadSeconds {
      let simulation = Simulation(seed: scenario.seed)
      let cluster = try Cluster(
        scenario.cluster.server, servers: servers, used: scenario.cluster.use,
        precision: scenario.training.precision, in: simulation)
      let job = TrainingJob(
        simulation: simulation, cluster: cluster, devices: cluster.devices, model: model,
        data: data, goal: scenario.training.goal, learner: nil)
      simulation.spawn("rack") { try await strategy.run(job) }
      try simulation.run()
      simulation.stop()
      try cluster.meter.closing(at: simulation.now)
      events = simulation.eventCount
    }
    return Result(
      seconds: seconds, events: events, peakBytes: peakBytes(), devices: scenario.cluster.use)
  }

  private var text: String {
    """
    scenario: rack
    cluster: { server: soc-cluster-60, servers: \(servers), use: \(servers * 60), thermal: none }
    training:
      model: lenet5
      dataset: { generated: { train: \(servers * 600), test: 10 } }
      optimizer: { sgd: { learning-rate: 0.05 } }
      target: { rounds: 1 }
      learning: none
    strategies: [ group-wise: { groups: \(servers * 12), batch: 5, across: tree } ]
    """
  }
}

/// A scenario of this repository.
func scenarioPath(_ name: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scenarios/\(name)")
    .path
}

/// Forgets how much memory this process has had at most.
private func resetPeakBytes() {
  try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
}

/// The most memory that this process has had since then.
private func peakBytes() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
  return (kilobytes ?? 0) * 1024
}
