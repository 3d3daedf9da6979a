import Foundation
import Simulation
import Testing

@testable import Hardware

@Suite struct FanTests {
  private static let curve = FanCurve(
    lowest: 0.3,
    steps: [
      .init(temperature: 50, hysteresis: 10, speed: 0.6),
      .init(temperature: 70, hysteresis: 10, speed: 1),
    ], interval: SimDuration(seconds: 2))

  private struct Rig {
    let simulation = Simulation()
    let devices: [LadderDevice]
    let stream: AirStream
    let fans: Fans

    init(_ curve: FanCurve, count: Int = 4) throws {
      let model = try HeatModel(chain: serverChain(), sources: [.init(name: "cpu", node: 0)])
      let simulation = simulation
      devices = (0..<2).map { _ in
        let body = HeatBody(model, air: 25)
        body.join(simulation)
        return LadderDevice(body, ladder: [8, 4])
      }
      stream = try AirStream(
        devices.map(\.body), inlet: 25, cooling: AirCooling(flow: 4), in: simulation)
      fans = try Fans(
        curve, count: count, fullWatts: 20, driving: [stream], in: simulation)
    }
  }

  @Test("the speed follows the hottest device with hysteresis")
  func levels() {
    let curve = Self.curve
    #expect(curve.level(at: 49, after: 0) == 0)
    #expect(curve.level(at: 50, after: 0) == 1)
    #expect(curve.level(at: 75, after: 0) == 2)
    #expect(curve.level(at: 61, after: 2) == 2)
    #expect(curve.level(at: 59, after: 2) == 1)
    #expect(curve.level(at: 39, after: 2) == 0)
  }

  @Test("temperatures do not jump when the fans change, and end where the new resistance leads")
  func continuity() throws {
    let rig = try Rig(Self.curve)
    let simulation = rig.simulation
    for device in rig.devices { device.setLoad(1, in: simulation) }
    var jumps: [Double] = []
    let agenda = Agenda(in: simulation)
    for tick in 0..<20_000 {
      agenda.at(seconds(0.1 * Double(tick)), in: simulation) {
        jumps.append(rig.devices[0].body.temperature(of: 0, at: simulation.now))
      }
    }
    let end = try simulation.run()
    #expect(rig.fans.speed == 1)
    // 8 W into a die of 3 J/K: no more than 0.27 K in 0.1 s.
    #expect(zip(jumps, jumps.dropFirst()).allSatisfy { abs($1 - $0) < 0.3 })
    // At full speed: 6.5 K/W, and the second one breathes 8 W / 4 W/K more.
    let later = end + SimDuration(seconds: 1e5)
    #expect(abs(rig.devices[0].body.temperature(of: 0, at: later) - (25 + 8 * 6.5)) < 0.05)
    #expect(abs(rig.devices[1].body.temperature(of: 0, at: later) - (27 + 8 * 6.5)) < 0.05)
    #expect(rig.fans.watts == 20)
  }

  @Test("the fans' power goes with the cube of their speed")
  func cube() throws {
    let rig = try Rig(Self.curve)
    #expect(abs(rig.fans.watts - 20 * 0.027) < 1e-12)
  }

  @Test("half of the fans that fail take half of the flow with them")
  func failure() throws {
    let rig = try Rig(FanCurve.full)
    let simulation = rig.simulation
    for device in rig.devices { device.setLoad(1, in: simulation) }
    let agenda = Agenda(in: simulation)
    agenda.at(seconds(5000), in: simulation) { rig.fans.setFailed(2, in: simulation) }
    let end = try simulation.run()
    let later = end + SimDuration(seconds: 1e5)
    let share = 0.1 + 0.9 * pow(0.5, 0.8)
    let expected = 25 + 8 * (2.5 + 4 / share)
    #expect(abs(rig.devices[0].body.temperature(of: 0, at: later) - expected) < 0.05)
    #expect(abs(rig.devices[1].body.air - (25 + 8.0 / 2)) < 0.05)
    #expect(rig.fans.watts == 10)
  }

  @Test("fans that have nothing to react to are not polled for ever")
  func quiet() throws {
    let rig = try Rig(Self.curve)
    rig.devices[0].setLoad(0.2, in: rig.simulation)
    let end = try rig.simulation.run()
    #expect(end.seconds < 5000)
  }
}
