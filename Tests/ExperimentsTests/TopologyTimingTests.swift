import Experiments
import Foundation
import Scenarios
import Simulation
import Testing

/// The same server written in two ways, and networks of two kinds, through whole scenarios.
@Suite struct TopologyTimingTests {
  /// The 60 SoCs of the quickstart's server as a graph of its 13 switches.
  private var graph: String {
    let boards = (0..<12).map { "b\($0)" }
    let switches = ["server: { power: 12 W }"] + boards.map { "\($0): { power: 1.5 W }" }
    let connections = boards.map { "{ between: [server, \($0)], link: board-uplink }" }
    let devices = boards.map { "{ at: \($0), count: 5, link: device }" }
    return """
      { graph: { switches: { \(switches.joined(separator: ", ")) }, \
      connections: [\(connections.joined(separator: ", "))], \
      devices: [\(devices.joined(separator: ", "))], uplink: server } }
      """
  }

  private func run(_ overrides: String...) throws -> [StrategyRecord] {
    let scenario = try ScenarioReader.standard.read(
      file: repository.appending(path: "Scenarios/quickstart.yaml").path,
      overrides: [
        "training.learning=none", "training.target.rounds=1", "training.target.time=10 s",
      ] + overrides)
    return try Experiment(scenario).run(.init(jobs: 1)).record.strategies
  }

  @Test(
    "every strategy takes the same time to the nanosecond on boards and on their graph",
    arguments: ["fluid", "store-and-forward"])
  func graphOfBoards(network: String) throws {
    let boards = try run("cluster.network=\(network)")
    let graph = try run("cluster.network=\(network)", "cluster.topology=\(graph)")
    #expect(boards.count == 5)
    for (a, b) in zip(boards, graph) {
      #expect(a.simulated_time_s == b.simulated_time_s)
      #expect(a.rounds.map(\.time_s) == b.rounds.map(\.time_s))
      #expect(abs(a.energy_server_J - b.energy_server_J) < 1e-9 * a.energy_server_J)
      #expect(abs(a.peak_power_server_W - b.peak_power_server_W) < 1e-9 * a.peak_power_server_W)
      for (own, other) in zip(a.devices, b.devices) {
        #expect(own.board == other.board)
        #expect(own.compute_s == other.compute_s && own.communicate_s == other.communicate_s)
      }
      #expect(a.links.map(\.bytes).sorted() == b.links.map(\.bytes).sorted())
    }
  }

  @Test("the choice of the network changes times, and the same bytes cross the same links")
  func networks() throws {
    let (fluid, messages) = (try run(), try run("cluster.network=store-and-forward"))
    for (a, b) in zip(fluid, messages) where a.rounds.count == 1 && b.rounds.count == 1 {
      #expect(a.name == "local" || a.simulated_time_s < b.simulated_time_s, "\(a.name)")
      #expect(a.links.map(\.bytes) == b.links.map(\.bytes), "\(a.name)")
    }
    #expect(zip(fluid, messages).count { $0.rounds.count == 1 && $1.rounds.count == 1 } >= 2)
  }
}
