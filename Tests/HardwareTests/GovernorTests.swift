import Foundation
import Simulation
import Testing

@testable import Hardware

/// A governor that polls at every instant, as the kernel does: the reference.
private final class EveryInstant: Governor {
  private let governor: any Governor
  private(set) var polls = 0

  init(_ governor: any Governor) { self.governor = governor }

  func observe(_ view: SensorView, until now: Int64) { governor.observe(view, until: now) }
  func polls(at now: Int64) -> Bool { governor.polls(at: now) }
  func poll(_ view: SensorView, at now: Int64, in simulation: Simulation) {
    polls += 1
    governor.poll(view, at: now, in: simulation)
  }

  func nextPoll(_ view: SensorView, from now: Int64, before horizon: Int64) -> Int64 {
    // Every multiple of 50 ms is a poll of every governor here or none; the grid says which.
    var instant = (now + 49_999_999) / 50_000_000 * 50_000_000
    while !governor.polls(at: instant) { instant += 50_000_000 }
    return instant
  }
}

/// The kernel's `step_wise` again, written down poll by poll with nothing else in mind.
private final class PlainStepWise: Governor {
  let settings: StepWise.Settings
  let device: LadderDevice
  private var next: Int64 = 0
  private var threshold: Double
  private var lastReading: Double?
  private var target: Int?

  init(_ settings: StepWise.Settings, cooling device: LadderDevice) {
    self.settings = settings
    self.device = device
    threshold = settings.trip
  }

  func observe(_ view: SensorView, until now: Int64) {}
  func polls(at now: Int64) -> Bool { now == next }
  func nextPoll(_ view: SensorView, from now: Int64, before horizon: Int64) -> Int64 { next }

  func poll(_ view: SensorView, at now: Int64, in simulation: Simulation) {
    let steps = (view.temperature(at: now) / settings.resolution).rounded(.down)
    let reading = steps * settings.resolution
    if (lastReading ?? -300) >= threshold {
      threshold = reading < settings.trip - settings.hysteresis ? settings.trip : threshold
    } else if reading >= settings.trip {
      threshold = settings.trip - settings.hysteresis
    }
    let throttle = reading >= threshold
    if let last = lastReading {
      if throttle {
        if reading > last { target = min(device.coolingState + 1, device.deepestCoolingState) }
      } else if reading < last, target != nil {
        target = device.coolingState == 0 ? nil : device.coolingState - 1
      }
    } else {
      target = throttle ? 1 : nil
    }
    lastReading = reading
    if let target, target != device.coolingState {
      device.setCoolingState(target, in: simulation)
    }
    next += (target == nil ? settings.polling : settings.passive).nanoseconds
  }
}

@Suite struct GovernorTests {
  private static let ladder = [9.5, 8.2, 7.1, 6.2, 5.3, 4.4, 3.4, 2.2, 1.2]

  private struct Trajectory {
    var changes: [LadderDevice.Change]
    var events: Int
    var temperature: Double
  }

  /// Four hours of random load on one device with leakage, that a governor of `make` watches.
  private func run(
    seed: UInt64, hours: Double = 4, resolution: Double = 0.1,
    _ make: (LadderDevice) -> any Governor
  ) throws -> Trajectory {
    let simulation = Simulation(seed: seed)
    let stream = simulation.stream(named: "load")
    let model = try HeatModel(
      chain: serverChain(), sources: [.init(name: "cpu", node: 0)],
      leakage: LeakageModel(reference: 0.3, referenceTemperature: 40, growth: 0.02))
    let body = HeatBody(model, air: 35)
    body.join(simulation)
    let device = LadderDevice(body, ladder: Self.ladder)
    body.add(make(device), in: simulation)
    let agenda = Agenda(in: simulation)
    var time = 0.0
    while time < hours * 3600 {
      // Calm and busy phases, and changes faster than the polls.
      time += stream.exponential(mean: stream.uniform() < 0.5 ? 0.3 : 200)
      let load = stream.uniform() < 0.3 ? 0.1 : 0.6 + 0.4 * stream.uniform()
      agenda.at(seconds(time), in: simulation) { device.setLoad(load, in: simulation) }
    }
    try simulation.run(until: seconds(time))
    return Trajectory(
      changes: device.changes, events: simulation.eventCount,
      temperature: body.temperature(of: 0, at: simulation.now))
  }

  private func settings(hysteresis: Double, resolution: Double) -> StepWise.Settings {
    StepWise.Settings(
      trip: 90, hysteresis: hysteresis, polling: SimDuration(seconds: 1),
      passive: SimDuration(seconds: 0.25), resolution: resolution)
  }

  @Test(
    "step-wise does what a governor that polls at every instant does",
    arguments: [(0.0, 0.001), (2, 0.1), (5, 0.1), (0, 1)], [UInt64(1), 2, 3])
  func stepWise(kind: (hysteresis: Double, resolution: Double), seed: UInt64) throws {
    let settings = settings(hysteresis: kind.hysteresis, resolution: kind.resolution)
    let seldom = try run(seed: seed) { StepWise(settings, cooling: [$0]) }
    let always = try run(seed: seed) { PlainStepWise(settings, cooling: $0) }
    #expect(seldom.changes == always.changes)
    #expect(abs(seldom.temperature - always.temperature) < 1e-7)
    #expect(seldom.changes.count > 30)
    #expect(seldom.events < always.events / 2)
  }

  private static let allocator = PowerAllocator.Settings(
    switchOn: 80, desired: 90, sustainable: 7.5, polling: SimDuration(seconds: 1),
    passive: SimDuration(seconds: 0.1), resolution: 0.1)

  @Test(
    "power-allocator does what a governor that polls at every instant does",
    arguments: [UInt64(1), 2, 3])
  func powerAllocator(seed: UInt64) throws {
    let seldom = try run(seed: seed) { PowerAllocator(Self.allocator, actors: [$0]) }
    let always = try run(seed: seed) { EveryInstant(PowerAllocator(Self.allocator, actors: [$0])) }
    #expect(seldom.changes == always.changes)
    #expect(seldom.changes.count > 100)
    #expect(seldom.events < always.events)
  }

  @Test(
    "caps by a table do what a governor that polls at every instant does",
    arguments: [UInt64(1), 2])
  func userCaps(seed: UInt64) throws {
    func caps(_ device: LadderDevice) -> UserCaps {
      UserCaps(
        base: 1,
        thresholds: [
          .init(temperature: 60, clear: 59, state: 2), .init(temperature: 66, clear: 65, state: 4),
          .init(temperature: 71, clear: 70, state: 7),
        ], interval: SimDuration(seconds: 2), devices: [device])
    }
    let seldom = try run(seed: seed) { caps($0) }
    let always = try run(seed: seed) { EveryInstant(caps($0)) }
    #expect(seldom.changes == always.changes)
    #expect(seldom.changes.count > 20)
    #expect(Set(seldom.changes.map(\.state)) == [1, 2, 4, 7])
    #expect(seldom.events < always.events)
  }

  @Test("a device that never comes near its trip is never polled again")
  func quiet() throws {
    let simulation = Simulation()
    let body = HeatBody(
      try HeatModel(chain: serverChain(), sources: [.init(name: "cpu", node: 0)]), air: 30)
    body.join(simulation)
    let device = LadderDevice(body, ladder: [5, 1])
    body.add(
      StepWise(settings(hysteresis: 2, resolution: 0.1), cooling: [device]), in: simulation)
    device.setLoad(1, in: simulation)
    try simulation.run()
    // The governor's first poll, which acts without a trend, and the check that it was planned for.
    #expect(simulation.eventCount <= 2)
    #expect(simulation.now.seconds <= 1)
  }

  @Test("a pinned device keeps its operating point at any temperature")
  func pinned() throws {
    let trajectory = try run(seed: 1) { Pinned(state: 3, devices: [$0]) }
    #expect(trajectory.changes == [LadderDevice.Change(time: .zero, state: 3)])
  }

  /// Closed form: at rest the budget is the heat that the chain carries off at the desired
  /// temperature.
  @Test("power-allocator settles where its sum of errors makes up for a wrong sustainable power")
  func allocatorSettles() throws {
    let simulation = Simulation()
    let body = HeatBody(
      try HeatModel(chain: serverChain(), sources: [.init(name: "cpu", node: 0)]), air: 35)
    body.join(simulation)
    // A fine ladder, so that the budget is nearly what is drawn.
    let device = LadderDevice(body, ladder: (0..<400).map { 20 - 0.05 * Double($0) })
    var settings = Self.allocator
    settings.sustainable = 11
    settings.integral = 0.02
    body.add(PowerAllocator(settings, actors: [device]), in: simulation)
    device.setLoad(1, in: simulation)
    try simulation.run(until: seconds(4 * 3600))
    let watts = device.loadWatts(in: device.coolingState)
    #expect(abs(body.temperature(of: 0, at: simulation.now) - 90) < 1)
    #expect(abs(watts - (90 - 35) / 6.5) < 0.2)
  }

  @Test("two actors share a budget as they ask, and what one cannot use goes to the other")
  func division() throws {
    let simulation = Simulation()
    let model = try HeatModel(chain: serverChain(), sources: [.init(name: "cpu", node: 0)])
    let devices = [10.0, 3].map { most in
      LadderDevice(
        HeatBody(model, air: 84.5), ladder: (0...100).map { most * (1 - Double($0) / 100) })
    }
    var settings = Self.allocator
    settings.sustainable = 4
    settings.integral = 0
    settings.proportionalUnder = 1
    let allocator = PowerAllocator(settings, actors: devices)
    devices[0].setLoad(0.2, in: simulation)
    devices[1].setLoad(1, in: simulation)
    // 84 C: 6 W below the desired one, so 10 W: 4 to the first and 6 to the second, which cannot use
    // more than 3; the other 3 go to the first.
    let course = TemperatureCourse(final: 84, terms: [(amplitude: 0, rate: 1)])
    allocator.poll(SensorView(course: course, since: 0), at: 0, in: simulation)
    #expect(devices.map(\.coolingState) == [0, 0])
    // 91 C: 1 over at 0.75 W/K leaves 3.25 W: 1.3 and 1.95 W.
    let hot = TemperatureCourse(final: 91, terms: [(amplitude: 0, rate: 1)])
    allocator.poll(SensorView(course: hot, since: 0), at: 1_000_000_000, in: simulation)
    #expect(devices[0].loadWatts(in: devices[0].coolingState) <= 1.3)
    #expect(devices[0].loadWatts(in: devices[0].coolingState - 1) > 1.3)
    #expect(devices[1].loadWatts(in: devices[1].coolingState) <= 1.95)
    #expect(devices[1].loadWatts(in: devices[1].coolingState - 1) > 1.95)
  }
}
