import Experiments
import Foundation
import Hardware
import Scenarios
import Simulation
import Testing

/// Boards of the catalogue under load, as scenarios run them.
@Suite struct WarmBoardTests {
  private static func run(
    server: String, use: Int, train: Int, batch: Int, rounds: Int = 1, _ overrides: [String] = []
  ) throws -> StrategyRecord {
    let text = """
      scenario: boards
      cluster: { server: \(server), use: \(use) }
      training:
        model: lenet5
        workload: none
        dataset: { generated: { train: \(train), test: 10 } }
        optimizer: { sgd: { learning-rate: 0.05 } }
        learning: none
        jitter: none
        target: { rounds: \(rounds) }
      strategies: [local: { batch: \(batch) }]
      """
    let scenario = try ScenarioReader.standard.read(
      text: text, named: "boards.yaml", overrides: overrides)
    return try #require(try Experiment(scenario).run(.init(jobs: 1)).record.strategies.first)
  }

  /// The firmware's law: 1200 - 600 (T - 80)/5 MHz between 80 and 85 Celsius.
  @Test("a Raspberry Pi in warm air slows down along its line, and one in its room does not")
  func pi() throws {
    let hot = try Self.run(
      server: "pi-rack", use: 1, train: 200_000, batch: 1000, rounds: 8,
      ["cluster.airflow.inlet=35 °C"])
    let device = try #require(hot.devices.first)
    let peak = try #require(device.peak_temperature_C)
    #expect(device.throttled_s > 100)
    #expect(peak > 80.2 && peak < 85)
    let series = try #require(hot.heat?.series.first)
    var judged = 0
    for (temperature, megahertz) in zip(series.temperature_C, series.frequency_MHz) {
      let law = 1200 - 600 * min(max((temperature - 80) / 5, 0), 1)
      // Half a step of the ladder, and a whole one between two looks of the firmware.
      #expect(abs(megahertz - law) <= 76, "\(temperature) C: \(megahertz) MHz")
      if temperature > 80.5 { judged += 1 }
    }
    #expect(judged > 50)
    let cold = try Self.run(
      server: "pi-rack", use: 1, train: 200_000, batch: 1000, rounds: 8)
    #expect(cold.devices[0].throttled_s == 0)
    // 3.95 W through 14.2 K/W above 24 Celsius is where it starts.
    #expect(try #require(cold.devices[0].peak_temperature_C) < 80.2)
    #expect(cold.simulated_time_s < hot.simulated_time_s)
  }

  @Test("Jetson boards idle and work at the temperatures of their terms, and trip at 99")
  func jetson() throws {
    let mode = "cluster.power-mode=MAXN"
    let cool = try Self.run(
      server: "jetson-cluster-8", use: 1, train: 40_000, batch: 16, rounds: 20,
      [mode])
    let peak = try #require(cool.devices[0].peak_temperature_C)
    // 51.1 W through 0.05 and 0.7 K/W above 25, and more of it while the fan is slow.
    #expect(peak > 60 && peak < 85)
    #expect(cool.devices[0].throttled_s == 0)
    let warm = try Self.run(
      server: "jetson-cluster-8", use: 1, train: 40_000, batch: 16, rounds: 20,
      [mode, "cluster.airflow.inlet=65 °C"])
    #expect(warm.devices[0].throttled_s > 1)
    #expect(try #require(warm.devices[0].peak_temperature_C) < 101)
    #expect(warm.devices[0].shut_down_at_s == nil)
    #expect(warm.simulated_time_s > cool.simulated_time_s)
    #expect(warm.devices[0].clocks.contains { $0.frequency_MHz < 1300 })
    #expect(cool.devices[0].clocks.map(\.frequency_MHz) == [1300.5])
  }

  @Test("a mode's clock is the top of the ladder, and what no clock changes keeps its share")
  func modeLadder() throws {
    let scenario = try ScenarioReader.standard.read(
      text: """
        scenario: modes
        cluster: { server: jetson-cluster-8, use: 1, power-mode: MODE_30W }
        training:
          model: lenet5
          dataset: { generated: { train: 320, test: 10 } }
          optimizer: { sgd: { learning-rate: 0.05 } }
          learning: none
          target: { rounds: 1 }
        strategies: [local: { batch: 16 }]
        """, named: "modes.yaml")
    let whole = scenario.cluster.server.device.processors[0]
    let processor = try #require(scenario.processor)
    let clock = processor.clocks[0]
    #expect(clock.frequencies.value.last?.hertz == 612e6)
    #expect(clock.frequencies.value.count == clock.voltages.value.count)
    func share(_ processor: ProcessorSpecification) -> Double {
      let clock = processor.clocks[0]
      return clock.awakeWatts(at: clock.pointCount - 1) / processor.activePower.value.watts
    }
    #expect(abs(share(processor) - share(whole)) < 1e-9)
    #expect(abs(share(whole) - 0.19) < 0.01)
  }

  @Test("every Jetson of the catalogue runs warm on the table server", arguments: jetsons)
  func every(name: String) throws {
    let record = try Self.run(
      server: "jetson-cluster-8", use: 2, train: 3200, batch: 16, ["cluster.device=\(name)"])
    #expect(record.devices.allSatisfy { ($0.peak_temperature_C ?? 0) > 25.5 })
    #expect(record.heat?.trip_C ?? 0 > 80)
    #expect(record.failure == nil)
  }

  private static let jetsons = [
    "jetson-agx-orin-32gb", "jetson-agx-orin", "jetson-agx-xavier", "jetson-nano",
    "jetson-orin-nano-4gb", "jetson-orin-nano-8gb-super", "jetson-orin-nano-8gb",
    "jetson-orin-nx-16gb-super", "jetson-orin-nx-16gb", "jetson-orin-nx-8gb", "jetson-tx2-nx",
    "jetson-tx2", "jetson-xavier-nx",
  ]

  @Test("under a limit of its power a GPU draws at most its part of it, and takes longer")
  func powerLimit() throws {
    func run(_ overrides: String...) throws -> StrategyRecord {
      try Self.run(
        server: "gpu-server", use: 1, train: 2_000_000, batch: 50_000,
        ["cluster.airflow=none"] + overrides)
    }
    let free = try run()
    var before = free
    for limit in [225.0, 150, 100] {
      let limited = try run("cluster.power-limit=\(Int(limit)) W")
      #expect(limited.devices[0].compute_s > before.devices[0].compute_s)
      let gpu = limited.devices[0].energy_J.first { $0.component == "gpu" }?.joules ?? 0
      let watts = 30 + gpu / limited.devices[0].compute_s
      #expect(watts <= 0.82 * limit + 1e-6)
      #expect(watts > 0.82 * limit - 10)
      before = limited
    }
    // A limit that does not hold the clock back changes nothing.
    let highest = try run("cluster.power-limit=250 W")
    #expect(highest.devices == free.devices)
  }

  @Test("a cap and a limit count both, and what does not exist is told")
  func limitAndCap() throws {
    let text = """
      scenario: limits
      cluster: { server: gpu-server, use: 1, power-limit: 100 W }
      training:
        model: lenet5
        workload: none
        dataset: { generated: { train: 320, test: 10 } }
        optimizer: { sgd: { learning-rate: 0.05 } }
        learning: none
        target: { rounds: 1 }
      strategies: [local: { batch: 16 }]
      """
    func limits(_ overrides: String...) throws -> [ClockLimit] {
      try ScenarioReader.standard.read(
        text: text, named: "limits.yaml", overrides: overrides
      ).clockLimits
    }
    let alone = try limits()
    let cap = try #require(alone.first?.cap)
    #expect(alone.count == 1 && cap.hertz < 900e6)
    #expect(try limits("cluster.clocks.gpu.sm={ cap: 1.2 GHz }").first?.cap == cap)
    #expect(try limits("cluster.clocks.gpu.sm={ cap: 600 MHz }").first?.cap?.hertz == 600e6)
    for (value, message) in [
      ("90 W", "must be from 100 W to 250 W, found '90 W'"),
      ("300 W", "must be from 100 W to 250 W, found '300 W'"),
      ("-5 W", "above zero"),
    ] {
      let error = #expect(throws: (any Error).self) {
        try limits("cluster.power-limit=\(value)")
      }
      #expect("\(String(describing: error))".contains(message))
    }
    let error = #expect(throws: (any Error).self) {
      try limits("cluster.server=soc-cluster-60")
    }
    #expect("\(String(describing: error))".contains("has no limits of its power"))
  }
}
