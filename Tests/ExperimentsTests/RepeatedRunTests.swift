import Foundation
import Reports
import Testing

@testable import Experiments

@Suite struct RepeatedRunTests {
  private static let strategies = """
      - ring-all-reduce: { global-batch: 32 }
      - group-wise: { groups: 2, batch: 16 }
    """

  private func run(_ overrides: String..., jobs: Int = 2) throws -> Experiment.Outcome {
    try Experiment(smallScenario(overrides, strategies: Self.strategies)).run(.init(jobs: jobs))
  }

  @Test("every seed of a repeated scenario is the run of that seed alone")
  func seeds() throws {
    let both = try run("repeat=2").record
    #expect(
      both.strategies.map(\.name) == [
        "ring-all-reduce", "ring-all-reduce", "group-wise", "group-wise",
      ])
    #expect(both.strategies.map(\.seed) == [5, 6, 5, 6])
    for seed in [5, 6] {
      let alone = try run("seed=\(seed)").record
      #expect(both.strategies.filter { $0.seed == seed } == alone.strategies)
    }
    #expect(Set(both.strategies.map(\.fingerprint)).count == 4)
  }

  @Test("a repeated run is the same bytes for any number of jobs, and replays")
  func replay() throws {
    try withTemporaryFolder { root in
      let experiment = try Experiment(smallScenario(["repeat=3"], strategies: Self.strategies))
      let one = try experiment.bundle(experiment.run(.init(jobs: 1)), jobs: 1, started: .now)
      let four = try experiment.bundle(experiment.run(.init(jobs: 4)), jobs: 4, started: .now)
      #expect(four.difference(from: one) == nil)
      let folder = root.appending(path: "run")
      _ = try one.write(to: folder, force: false)
      #expect(try Replay(of: folder).firstDifference(.init(jobs: 2)) == nil)
    }
  }

  @Test("no more simulations live at once than have room, and never none")
  func room() {
    func count(_ strategies: Int, _ devices: Int, jobs: Int, gigabytes: Double) -> Int {
      SimulationRoom.count(
        strategies: strategies, devices: devices, jobs: jobs, memory: gigabytes * 1e9)
    }
    #expect(count(8, 60, jobs: 2, gigabytes: 24) == 8)
    #expect(count(1, 60, jobs: 4, gigabytes: 24) == 8)
    #expect(count(8, 1_000_000, jobs: 4, gigabytes: 24) == 1)
    #expect(count(8, 500_000, jobs: 4, gigabytes: 24) == 2)
    #expect(count(3, 100_000_000, jobs: 1, gigabytes: 1) == 1)
  }

  @Test("pieces begin in order, no more at once than allowed, and none after a failure")
  func sideBySideLimit() throws {
    let state = Live()
    let results = try sideBySide(20, atOnce: 3) { index in
      state.begin()
      Thread.sleep(forTimeInterval: 0.002)
      state.end()
      return index * index
    }
    #expect(results == (0..<20).map { $0 * $0 })
    #expect(state.most <= 3)
    struct Broken: Error {}
    let begun = Live()
    #expect(throws: Broken.self) {
      try sideBySide(50, atOnce: 2) { index in
        begun.begin()
        if index == 1 { throw Broken() }
        Thread.sleep(forTimeInterval: 0.002)
        return index
      }
    }
    #expect(begun.count < 50)
  }

  @Test("the joules of all lines are those of the whole server")
  func energies() throws {
    let record = try run().record
    for strategy in record.strategies {
      let energies = try #require(EnergyDecomposition(strategy))
      #expect(
        abs(energies.total_J - strategy.energy_server_J) < 1e-9 * strategy.energy_server_J)
      #expect(energies.links_J > 0)
      #expect(energies.shared_J > 0)
    }
    let timeline = try #require(record.strategies[0].timeline)
    let spent = timeline.phases.reduce(0) { $0 + $1.seconds.reduce(0, +) }
    #expect(abs(spent - 8 * record.strategies[0].simulated_time_s) < 1e-6)
  }
}

/// Counts what goes on at once.
private final class Live: @unchecked Sendable {  // Every access is under the lock.
  private let lock = NSLock()
  private var now = 0
  private(set) var most = 0
  private(set) var count = 0

  func begin() {
    lock.withLock {
      now += 1
      count += 1
      most = max(most, now)
    }
  }

  func end() { lock.withLock { now -= 1 } }
}
