import Simulation
import Testing

@testable import Hardware

private final class Ends: Component {
  var times: [Double] = []
  func handle(_ event: Event, in simulation: Simulation) { times.append(simulation.now.seconds) }
}

@Suite struct ComputeTests {
  @Test("work takes steps, operations and bytes at their rates")
  func duration() throws {
    let simulation = Simulation()
    let cluster = try Cluster(testServer(), used: 4, precision: .fp32, in: simulation)
    let ends = Ends()
    let receiver = simulation.add(ends)
    cluster.devices[3].processor.start(
      Work(steps: 2, operations: 3e8, bytes: 1e8), receiver: receiver, tag: 0, in: simulation)
    try simulation.run()
    #expect(ends.times == [2 * 0.01 + 0.3 + 0.01])
  }

  @Test("jitter has mean 1 and the coefficient of variation it is given")
  func jitter() throws {
    let simulation = Simulation()
    let source = JitterSource(
      .lognormal(coefficientOfVariation: 0.05), stream: simulation.stream(named: "test"))
    let draws = (0..<40_000).map { _ in source.next() }
    let mean = draws.reduce(0, +) / Double(draws.count)
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count)
    // Five standard errors of the mean: 5 * 0.05 / 200; of the deviation: about 5 * 0.05 / 283.
    #expect(abs(mean - 1) < 0.00125)
    #expect(abs(variance.squareRoot() - 0.05) < 0.001)
  }

  @Test("a device of another number does not change a device's draws")
  func streams() throws {
    func first(boards: Int) throws -> Double {
      let simulation = Simulation(seed: 3)
      let cluster = try Cluster(
        testServer(boards: boards, jitter: .lognormal(coefficientOfVariation: 0.1)), used: 1,
        precision: .fp32, in: simulation)
      let ends = Ends()
      let receiver = simulation.add(ends)
      cluster.devices[1].processor.start(
        Work(steps: 1), receiver: receiver, tag: 0, in: simulation)
      try simulation.run()
      return ends.times[0]
    }
    #expect(try first(boards: 1) == first(boards: 7))
  }

  @Test("the phases of a device add up to the length of the run")
  func phases() throws {
    let simulation = Simulation()
    let cluster = try Cluster(testServer(), used: 1, precision: .fp32, in: simulation)
    let device = cluster.devices[0]
    device.enter(.compute, at: SimTime(nanoseconds: 10))
    device.enter(.wait, at: SimTime(nanoseconds: 25))
    let end = SimTime(nanoseconds: 100)
    let times = Phase.allCases.map { device.time(in: $0, at: end).nanoseconds }
    #expect(times == [10, 15, 0, 75, 0, 0, 0, 0])
  }
}

@Suite struct RackTests {
  @Test("servers on a rack are as many times the power, and reach each other by their uplinks")
  func servers() throws {
    let simulation = Simulation()
    let cluster = try Cluster(
      testServer(), servers: 3, used: 12, precision: .fp32, in: simulation)
    #expect(cluster.devices.count == 12)
    #expect(cluster.devices[4].name == "server 1 soc 0")
    #expect(cluster.devices.map(\.board) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    #expect(cluster.meter.power(.server).watts == 3 * testServer().idlePower.watts)
    func hops(_ a: Int, _ b: Int) -> Int {
      cluster.network.topology.route(
        from: cluster.devices[a].node, to: cluster.devices[b].node
      ).count
    }
    #expect(hops(0, 1) == 2)
    #expect(hops(0, 2) == 4)
    #expect(hops(0, 4) == 6)
  }
}
