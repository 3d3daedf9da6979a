import Foundation
import Hardware
import Simulation
import Testing

@Suite struct ThermalChainTests {
  @Test("a chain of Foster terms has the same terms again", arguments: 1...3)
  func roundTrip(count: Int) throws {
    let terms = [(0.04, 1.0), (0.74, 60), (1.3, 420)].prefix(count)
    let response = FosterResponse(
      terms.map { FosterResponse.Term(resistance: $0.0, timeConstant: $0.1) })
    let chain = response.chain(names: (0..<count).map { "node \($0)" })
    let again = try FosterResponse(of: chain)
    let sorted = again.terms.sorted { $0.timeConstant < $1.timeConstant }
    for (term, expected) in zip(sorted, terms) {
      #expect(abs(term.resistance / expected.0 - 1) < 1e-9)
      #expect(abs(term.timeConstant / expected.1 - 1) < 1e-9)
    }
    // In the steady state all heat passes all resistances.
    let total = chain.nodes.reduce(0) { $0 + $1.resistance }
    #expect(abs(total - terms.reduce(0) { $0 + $1.0 }) < 1e-12)
  }

  @Test("two nodes by hand: the conversion's formulas for two terms")
  func twoByHand() {
    let (r1, t1, r2, t2) = (0.04, 1.0, 0.74, 60.0)
    let chain = FosterResponse([
      .init(resistance: r1, timeConstant: t1), .init(resistance: r2, timeConstant: t2),
    ]).chain(names: ["die", "sink"])
    // Foster capacities in series look like one at high frequencies.
    let (c1, c2) = (t1 / r1, t2 / r2)
    let die = c1 * c2 / (c1 + c2)
    #expect(abs(chain.nodes[0].capacity / die - 1) < 1e-12)
    #expect(abs(chain.nodes[0].resistance + chain.nodes[1].resistance - (r1 + r2)) < 1e-12)
    // The product of the time constants is that of both capacities with their resistances.
    let product =
      chain.nodes[0].capacity * chain.nodes[1].capacity * chain.nodes[0].resistance
      * chain.nodes[1].resistance
    #expect(abs(product / (t1 * t2) - 1) < 1e-12)
  }

  /// The two-term fit of an Orin Nano developer kit with its fan at full speed, and a step of its
  /// power from 10 to 20.4 W: +0.6 K after 1 s, +1.0 K after 3 s, +1.7 K after 11 s (measured).
  ///
  /// The fit gives the short time constant as 0.5 to 2 s. Taken is the geometric middle, 1 s.
  @Test("an Orin Nano's measured step response", arguments: [(1.0, 0.6), (3, 1.0), (11, 1.7)])
  func orinNano(time: Double, measured: Double) throws {
    let chain = FosterResponse([
      .init(resistance: 0.04, timeConstant: 1), .init(resistance: 0.74, timeConstant: 60),
    ]).chain(names: ["die", "heatsink"])
    let model = try HeatModel(chain: chain, sources: [.init(name: "module", node: 0)])
    let simulation = Simulation()
    let body = HeatBody(model, air: 35)
    body.join(simulation)
    body.setHeat(10, of: 0, in: simulation)
    let agenda = Agenda(in: simulation)
    var before = 0.0
    agenda.at(seconds(3600), in: simulation) {
      before = body.temperature(of: 0, at: simulation.now)
      body.setHeat(20.4, of: 0, in: simulation)
    }
    try simulation.run()
    let rise = body.temperature(of: 0, at: seconds(3600 + time)) - before
    #expect(abs(rise - measured) < 0.3, "\(rise) K")
  }

  @Test("in the steady state every node is as warm as the resistances behind it say")
  func steady() throws {
    let chain = ThermalChain([
      .init(name: "die", capacity: 2, resistance: 0.5),
      .init(name: "lid", capacity: 9, resistance: 1),
      .init(name: "sink", capacity: 80, resistance: 3),
    ])
    let model = try HeatModel(
      chain: chain,
      sources: [.init(name: "cpu", node: 0), .init(name: "memory", node: 1)])
    let simulation = Simulation()
    let body = HeatBody(model, air: 25)
    body.join(simulation)
    body.setHeat(6, of: 0, in: simulation)
    body.setHeat(2, of: 1, in: simulation)
    let end = seconds(1e5)
    let sink = 25 + 8 * 3.0
    #expect(abs(body.temperature(of: 2, at: end) - sink) < 1e-9)
    #expect(abs(body.temperature(of: 1, at: end) - (sink + 8)) < 1e-9)
    #expect(abs(body.temperature(of: 0, at: end) - (sink + 8 + 3)) < 1e-9)
    #expect(abs(body.peakTemperature(at: end) - (sink + 11)) < 1e-9)
  }
}
