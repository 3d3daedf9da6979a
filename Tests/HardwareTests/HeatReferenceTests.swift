import Foundation
import Numerics
import Simulation
import Testing

@testable import Hardware

/// A board's bodies as one system of differential equations, with continuous leakage and air.
private struct BoardEquations {
  let chain: ThermalChain
  let leakage: LeakageModel
  let inlet: Double
  /// In W/K.
  let flow: Double

  func solve(from start: Double, to end: Double, state: [Double], watts: [[Double]]) throws
    -> [Double]
  {
    let nodes = chain.nodes
    let count = nodes.count
    return try DifferentialEquation.solve(
      from: start, to: end, state: state, tolerance: 1e-9
    ) { _, t, rate in
      var air = inlet
      for board in watts.indices {
        let first = board * count
        for node in 0..<count {
          let outward = node + 1 < count ? t[first + node + 1] : air
          var heat = watts[board][node] - (t[first + node] - outward) / nodes[node].resistance
          if node > 0 {
            heat += (t[first + node - 1] - t[first + node]) / nodes[node - 1].resistance
          } else {
            heat += leakage.watts(at: t[first])
          }
          rate[first + node] = heat / nodes[node].capacity
        }
        air += (t[first + count - 1] - air) / (nodes[count - 1].resistance * flow)
      }
    }
  }
}

@Suite struct HeatReferenceTests {
  private static let chains = [
    serverChain(),
    ThermalChain([
      .init(name: "die", capacity: 0.5, resistance: 0.6),
      .init(name: "lid", capacity: 6, resistance: 1.8),
      .init(name: "sink", capacity: 70, resistance: 4),
    ]),
  ]

  /// An hour of random load on a board of five, against an adaptive integrator of order 8.
  @Test(
    "an hour of random load with leakage and warmed air is within 0.05 K of the differential equation",
    arguments: 0..<2, [UInt64(1), 2])
  func hour(chain number: Int, seed: UInt64) throws {
    let chain = Self.chains[number]
    let leakage = LeakageModel(reference: 0.4, referenceTemperature: 40, growth: 0.02)
    let equations = BoardEquations(chain: chain, leakage: leakage, inlet: 30, flow: 4)
    let model = try HeatModel(
      chain: chain,
      sources: [.init(name: "cpu", node: 0), .init(name: "memory", node: 1)], leakage: leakage)
    let simulation = Simulation(seed: seed)
    let stream = simulation.stream(named: "load")
    let bodies = (0..<5).map { _ in HeatBody(model, air: 30) }
    for body in bodies { body.join(simulation) }
    _ = try AirStream(bodies, inlet: 30, cooling: AirCooling(flow: 4), in: simulation)
    let count = chain.nodes.count
    func now() -> [Double] {
      bodies.flatMap { body in
        (0..<count).map { body.temperature(of: $0, at: simulation.now) }
      }
    }
    var watts = [[Double]](repeating: [Double](repeating: 0, count: count), count: 5)
    // The reference starts at its own rest, reached in time.
    var state = try equations.solve(from: 0, to: 20_000, state: now(), watts: watts)
    var (last, worst, changes) = (0.0, 0.0, 0)
    let agenda = Agenda(in: simulation)
    func compare() throws {
      state = try equations.solve(
        from: last, to: simulation.now.seconds, state: state, watts: watts)
      last = simulation.now.seconds
      worst = max(worst, zip(state, now()).map { abs($0 - $1) }.max() ?? 0)
    }
    var time = 0.0
    var failure: (any Error)?
    while time < 3600 {
      time += stream.exponential(mean: 12)
      agenda.at(seconds(time), in: simulation) {
        do { try compare() } catch { failure = error }
        let board = stream.integer(below: 5)
        watts[board][0] = stream.uniform() < 0.4 ? 0 : 8 * stream.uniform()
        watts[board][1] = 1.5 * stream.uniform()
        bodies[board].setHeat(watts[board][0], of: 0, in: simulation)
        bodies[board].setHeat(watts[board][1], of: 1, in: simulation)
        changes += 1
      }
    }
    try simulation.run(until: seconds(time))
    if let failure { throw failure }
    #expect(changes > 200)
    #expect((state.max() ?? 0) > 45)
    #expect(worst < 0.05, "\(worst) K")
  }
}
