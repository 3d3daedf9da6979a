import Simulation
import Testing

@testable import Hardware

@Suite struct ClockPowerTests {
  /// a C V^2 f + k V by hand, of `cores` at a frequency in GHz, with V = 0.5 + f/4.
  private func watts(_ cores: Double, _ gigahertz: Double, activity: Double) -> Double {
    let volts = 0.5 + gigahertz / 4
    return cores * (activity * 0.4 * volts * volts * gigahertz + 0.1 * volts)
  }

  /// At the highest points 5 W: (5 - k V) / C V^2 f.
  private var activity: Double {
    let switching = 3 * 0.4 * 1 * 2 + 0.4 * 0.5625 * 1
    return (5 - 3 * 0.1 - 0.1 * 0.75) / switching
  }

  @Test("the activity is what makes the highest points draw the measured power")
  func activityOfPower() {
    let model = ProcessorModel(twoDomainProcessor())
    #expect(abs(model.activity - activity) < 1e-12)
    #expect(model.busyWatts(at: model.highest) == 5)
    let sum = watts(3, 2, activity: activity) + watts(1, 1, activity: activity)
    #expect(abs(sum - 5) < 1e-12)
  }

  @Test("power follows a C V^2 f + k V of the cores that are online")
  func operatingPoints() {
    let model = ProcessorModel(twoDomainProcessor())
    for point in 0..<4 {
      for cores in 0...3 {
        let settings = [
          ClockSetting(point: point, coresOnline: cores), ClockSetting(point: 0, coresOnline: 1),
        ]
        let expected =
          watts(Double(cores), Double(point + 1) / 2, activity: activity)
          + watts(1, 0.5, activity: activity)
        #expect(abs(model.busyWatts(at: settings) - expected) < 1e-12)
      }
    }
  }

  @Test("the joules of a run with changing clocks are its powers times their times")
  func joules() throws {
    let run = try runClocked([
      (0.25, { _, clocks, simulation in clocks[0].request(point: 1, in: simulation) }),
      (0.65, { _, clocks, simulation in clocks[0].request(point: 3, in: simulation) }),
      (2, { _, _, _ in }),
    ])
    let slow = watts(3, 1, activity: activity) + watts(1, 1, activity: activity)
    let expected = 5 * (0.25 + 0.5) + slow * 0.4
    let cpu = run.cluster.deviceRecords(at: run.end)[0].energy_J.first { $0.component == "cpu" }
    #expect(abs((cpu?.joules ?? 0) - expected) < 1e-9)
    try run.cluster.meter.closing(at: run.end)
  }

  @Test("an idle processor draws nothing above idle, whatever its clocks do")
  func idle() throws {
    let run = try runClocked(
      operations: 0,
      [
        (1, { _, clocks, simulation in clocks[0].request(point: 0, in: simulation) }),
        (2, { cpu, _, _ in #expect(cpu.watts == 0) }),
      ])
    let cpu = run.cluster.deviceRecords(at: run.end)[0].energy_J.first { $0.component == "cpu" }
    #expect(cpu?.joules == 0)
  }

  @Test("what is warmed by it hears of every change of its power")
  func heat() throws {
    final class Warm: HeatReceiver {
      var changes: [(seconds: Double, watts: Double, source: Int)] = []
      func setHeat(_ watts: Double, of source: Int, in simulation: Simulation) {
        changes.append((simulation.now.seconds, watts, source))
      }
    }
    let warm = Warm()
    let run = try runClocked([
      (0.5, { cpu, _, simulation in cpu.joinHeat(warm, source: 3, in: simulation) }),
      (0.75, { _, clocks, simulation in clocks[1].setCoresOnline(0, in: simulation) }),
    ])
    #expect(warm.changes.map(\.source) == [3, 3, 3])
    // A quarter is left for three quarters of the speed.
    #expect(warm.changes.map(\.seconds) == [0.5, 0.75, 1.083333333])
    #expect(warm.changes[0].watts == 5)
    #expect(abs(warm.changes[1].watts - watts(3, 2, activity: activity)) < 1e-12)
    #expect(warm.changes[2].watts == 0)
    #expect(run.ends.ends.count == 1)
  }
}
