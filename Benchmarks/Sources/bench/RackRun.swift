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
  private let measure: (Int) throws -> Result
  private var results: [Result] = []
  private var taken: [String: Int] = [:]

  /// Every run is in a process of its own, so that memory of an earlier row counts for nothing.
  init(servers: Int) {
    self.servers = servers
    measure = Result.fromOwnProcess
  }

  /// Every run is in this process.
  ///
  /// - Parameter probe: Told of every run; nil for nobody.
  init(servers: Int, probe: (any Probe)?) {
    self.servers = servers
    measure = { try Result.measured(servers: $0, probe: probe) }
  }

  /// One figure of the next run; the figures of different names share their runs.
  func figure(_ name: String, _ value: (Result) -> Double) throws -> Double {
    let index = taken[name, default: 0]
    taken[name] = index + 1
    if index == results.count { results.append(try measure(servers)) }
    return value(results[index])
  }
}

extension RackRun.Result {
  /// Measures in a process of its own.
  static func fromOwnProcess(servers: Int) throws -> Self {
    let text = try output(of: "/proc/self/exe", ["--rack", "\(servers)"])
    let numbers = text.split(separator: " ").compactMap { Double($0) }
    guard numbers.count == 4 else { throw Peer.Failure(description: "a rack printed '\(text)'") }
    return Self(
      seconds: numbers[0], events: Int(numbers[1]), peakBytes: Int(numbers[2]),
      devices: Int(numbers[3]))
  }

  var text: String { "\(seconds) \(events) \(peakBytes) \(devices)" }

  /// Measures in this process.
  static func measured(servers: Int, probe: (any Probe)? = nil) throws -> Self {
    let scenario = try ScenarioReader.standard.read(
      text: scenario(servers: servers), named: scenarioPath("rack.yaml"))
    guard let model = ModelRegistry.described(scenario.training.model),
      let choice = scenario.strategies.first, let strategy = choice.strategy()
    else { throw Peer.Failure(description: "the rack's scenario does not read") }
    let data = try DataSetRegistry.describe(scenario.training.dataSet)
    var events = 0
    let seconds = try threadSeconds {
      let simulation = Simulation(seed: scenario.seed, probe: probe)
      let cluster = try Cluster(
        scenario.cluster.server, servers: servers, used: scenario.cluster.use,
        precisions: choice.precision.formats, in: simulation)
      let job = TrainingJob(
        simulation: simulation, cluster: cluster, devices: cluster.devices, model: model,
        data: data, optimizer: scenario.training.optimizer, goal: scenario.training.goal,
        learner: nil)
      simulation.spawn("rack") { try await strategy.run(job) }
      try simulation.run()
      simulation.stop()
      try cluster.meter.closing(at: simulation.now)
      events = simulation.eventCount
    }
    return Self(
      seconds: seconds, events: events, peakBytes: mostResidentBytes(),
      devices: scenario.cluster.use)
  }

  private static func scenario(servers: Int) -> String {
    """
    scenario: rack
    cluster: { server: soc-cluster-60, servers: \(servers), use: \(servers * 60), thermal: none }
    training:
      model: lenet5
      dataset: { generated: { train: \(servers * 600), test: 10 } }
      optimizer: { sgd: { learning-rate: 0.05 } }
      target: { rounds: 1 }
      learning: none
    strategies: [ group-wise: { groups: \(servers * 12), batch: 5, across: tree, reshuffle: off } ]
    """
  }
}

/// A scenario of this repository.
func scenarioPath(_ name: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scenarios/\(name)")
    .path
}

/// The most memory that this process has had.
func mostResidentBytes() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
  return (kilobytes ?? 0) * 1024
}
