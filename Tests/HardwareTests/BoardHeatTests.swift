import Foundation
import Simulation
import Testing

@testable import Hardware

@Suite struct BoardHeatTests {
  private static let ladder = [8.0, 7.2, 6.3, 5.5, 4.7, 4.0, 3.2]

  /// Boards of five SoCs at full load under step-wise governors.
  private func board(
    inlet: Double, in simulation: Simulation
  ) throws -> (devices: [LadderDevice], governors: [StepWise], stream: AirStream) {
    let model = try HeatModel(
      chain: serverChain(),
      sources: [.init(name: "cpu", node: 0), .init(name: "idle", node: 0)], critical: 110)
    let devices = (0..<5).map { _ in
      LadderDevice(HeatBody(model, air: inlet), ladder: Self.ladder)
    }
    for device in devices {
      device.body.join(simulation)
      device.body.setHeat(1.6, of: 1, in: simulation)
    }
    let stream = try AirStream(
      devices.map(\.body), inlet: inlet, cooling: AirCooling(flow: 4), in: simulation)
    let governors = devices.map { device in
      StepWise(
        StepWise.Settings(
          trip: 95, hysteresis: 5, polling: SimDuration(seconds: 1),
          passive: SimDuration(seconds: 0.25), resolution: 0.1), cooling: [device])
    }
    for (device, governor) in zip(devices, governors) {
      device.body.add(governor, in: simulation)
      device.setLoad(1, in: simulation)
    }
    return (devices, governors, stream)
  }

  @Test("at full load the SoCs downstream throttle first, and most")
  func downstream() throws {
    let simulation = Simulation()
    let (devices, _, _) = try board(inlet: 35, in: simulation)
    try simulation.run(until: seconds(2 * 3600))
    let first = devices.map { $0.changes.first?.time.seconds ?? .infinity }
    #expect(first[4] < .infinity)
    #expect(first == first.sorted(by: >))
    let depth = devices.map { device in
      device.changes.reduce(0) { $0 + Double($1.state) } / Double(max(1, device.changes.count))
    }
    #expect(depth[4] > depth[1])
    #expect(devices.allSatisfy { $0.died == nil })
  }

  @Test("with 20 C colder air in front nothing throttles")
  func cold() throws {
    let simulation = Simulation()
    let (devices, _, _) = try board(inlet: 15, in: simulation)
    try simulation.run()
    #expect(devices.allSatisfy { $0.changes.isEmpty })
  }

  @Test("the air behind a board is warmer by its heat over what the air can take up")
  func balance() throws {
    let simulation = Simulation()
    let (devices, _, stream) = try board(inlet: 20, in: simulation)
    stream.rest(in: simulation)
    let rise = devices[4].body.exhaustTemperature(at: simulation.now) - 20
    #expect(abs(rise - 5 * 9.6 / 4) < 0.05)
    for (number, device) in devices.enumerated() {
      #expect(abs(device.body.air - (20 + Double(number) * 9.6 / 4)) < 0.04)
    }
  }

  @Test("an inlet that warms up throttles what was just cool enough, and back")
  func inlet() throws {
    let simulation = Simulation()
    let (devices, governors, stream) = try board(inlet: 20, in: simulation)
    let agenda = Agenda(in: simulation)
    agenda.at(seconds(3000), in: simulation) { stream.setInlet(45, in: simulation) }
    agenda.at(seconds(9000), in: simulation) {
      #expect(governors.allSatisfy { $0.coolingState != nil })
      stream.setInlet(20, in: simulation)
    }
    // Nothing is left to happen once all is cool: no governor polls for ever.
    let end = try simulation.run()
    #expect(end.seconds < 20_000)
    #expect(devices[0].changes.first.map { $0.time > seconds(3000) } == true)
    #expect(governors.allSatisfy { $0.coolingState == nil })
    #expect(devices.allSatisfy { $0.coolingState == 0 })
  }
}

@Suite struct CriticalTripTests {
  private func device(
    leakage: LeakageModel? = nil, in simulation: Simulation
  ) throws -> LadderDevice {
    let model = try HeatModel(
      chain: serverChain(), sources: [.init(name: "cpu", node: 0)], leakage: leakage, critical: 110)
    let body = HeatBody(model, air: 30)
    body.join(simulation)
    return LadderDevice(body, ladder: [20, 10])
  }

  @Test("the device is switched off at the instant of its critical trip, and cools down")
  func shutdown() throws {
    let simulation = Simulation()
    let device = try device(in: simulation)
    device.setLoad(1, in: simulation)
    try simulation.run()
    let died = try #require(device.died)
    // The same crossing by bisection on the two-mode closed form of an unlimited device.
    let free = Simulation()
    let model = try HeatModel(chain: serverChain(), sources: [.init(name: "cpu", node: 0)])
    let body = HeatBody(model, air: 30)
    body.join(free)
    body.setHeat(20, of: 0, in: free)
    var (low, high) = (0.0, 10_000.0)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if body.temperature(of: 0, at: seconds(middle)) < 110 { low = middle } else { high = middle }
    }
    #expect(abs(died.seconds - low) < 1e-6)
    #expect(device.body.isOff)
    #expect(device.body.totalWatts == 0)
    #expect(abs(device.body.peakTemperature(at: simulation.now) - 110) < 1e-6)
    #expect(abs(device.body.temperature(of: 0, at: seconds(1e6)) - 30) < 1e-9)
  }

  @Test("leakage that grows faster than heat leaves runs away to the critical trip")
  func runaway() throws {
    let simulation = Simulation()
    let device = try device(
      leakage: LeakageModel(reference: 2, referenceTemperature: 30, growth: 0.03), in: simulation)
    device.setLoad(0.1, in: simulation)
    try simulation.run()
    // 2 W at 6.5 K/W make 13 K, which is e^0.39 more leakage, and so on without end.
    #expect(device.died != nil)
    #expect(device.body.leakageWatts == 0)
    #expect(device.leakages > 20)
  }

  @Test("heat set twice at one instant leaves no trace")
  func instant() throws {
    let simulation = Simulation()
    let device = try device(in: simulation)
    let agenda = Agenda(in: simulation)
    agenda.at(seconds(10), in: simulation) {
      device.setLoad(1, in: simulation)
      device.setLoad(0, in: simulation)
    }
    try simulation.run()
    #expect(abs(device.body.peakTemperature(at: seconds(1e4)) - 30) < 1e-12)
    #expect(abs(device.body.temperature(of: 0, at: seconds(1e4)) - 30) < 1e-12)
  }
}
